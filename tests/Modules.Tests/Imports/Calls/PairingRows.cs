using static PackageBilling.Modules.Tests.Imports.Calls.CallFiles;

namespace PackageBilling.Modules.Tests.Imports.Calls;

/// <summary>Rows of INVITE and BYE that make one call.</summary>
public sealed class PairingRows
{
    private const string Header = "method,from_tag,to_tag,callid,time,to\n";

    private static readonly CallMapping Acc = Mapping("""
        {"timeZone": "UTC", "pair": {"column": "method", "start": "INVITE", "end": "BYE", "same": ["callid"],
            "sameInAnyOrder": ["from_tag", "to_tag"]},
         "fields": {"callId": "callid", "customerId": {"constant": "acme"}, "destination": "to", "startedAt": "time",
            "amount": {"constant": "0"}}}
        """);

    [Fact]
    public void whichever_side_hangs_up_and_whichever_row_comes_first_it_is_one_call() =>
        Rows(Header + """
            INVITE,a1,b1,c1,2026-01-05 10:00:00,4420
            BYE,b2,a2,c2,2026-01-05 10:09:07,
            INVITE,a2,b2,c2,2026-01-05 10:09:00,4421
            BYE,a1,b1,c1,2026-01-05 10:01:30,
            """, Acc).Select(row => Text(row.Call!)).ShouldBe(
            [
                "4 c2 acme - 4421 2026-01-05T10:09:00Z 7 0.00", "2 c1 acme - 4420 2026-01-05T10:00:00Z 90 0.00",
            ]);

    [Fact]
    public void a_row_without_its_other_one_is_named()
    {
        var calls = Open(Header + """
            INVITE,a1,b1,c1,2026-01-05 10:00:00,4420
            INVITE,a1,b1,c1,2026-01-05 10:00:10,4420
            BYE,a9,b9,c9,2026-01-05 10:00:00,
            ACK,a1,b1,c1,2026-01-05 10:00:00,4420
            """, Acc);
        calls.Read().Select(row => (row.Refused!.Line, row.Refused.CallId, row.Refused.Error.Split(':')[0])).ShouldBe(
            [(2, "c1", "has no row with BYE"), (4, null, "has no row with INVITE")]);
        calls.Skipped.ShouldBe(
            new Dictionary<string, long> { ["INVITE repeated"] = 1, ["neither INVITE nor BYE"] = 1 });
    }

    [Fact]
    public void what_is_wrong_with_either_row_is_named() =>
        Rows(Header + """
            INVITE,a1,b1,c1,2026-01-05,alice
            BYE,a1,b1,c1,soon,
            INVITE,a2,b2,c2,2026-01-05 10:00:10,4420
            BYE,a2,b2,c2,2026-01-05 10:00:00,
            """, Acc).Select(row => row.Refused!.Error).ShouldBe(
            [
                "destination “alice” must be 1 to 15 digits of E.164, with '+', '00' or spaces at most; "
                    + "startedAt “2026-01-05” isn't a time as the mapping says: iso; "
                    + "its BYE: “soon” isn't a time as the mapping says: iso",
                "billedSeconds would be below 0: line 5 ends it before it began",
            ]);

    [Fact]
    public void no_more_rows_wait_than_the_limit_says()
    {
        var rows = Header + string.Concat(Enumerable.Range(0, RowPairs.MostHeld + 2).Select(
            n => $"INVITE,a,b,c{n},2026-01-05 10:00:00,4420\n"));
        var first = Open(rows, Acc).Read().First().Refused!;
        (first.Line, first.CallId).ShouldBe((2, "c0"));
    }
}
