using System.Globalization;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using PackageBilling.Billing;
using PackageBilling.EventStore;
using PackageBilling.Harness;

namespace PackageBilling.Modules.Tests.Billing;

/// <summary>A log that was written when lines were stored as objects and the leaves of a part were made by the sealing alone.</summary>
public sealed class OldForms
{
    [Fact]
    public async Task a_run_that_was_stored_in_the_older_form_is_read_sealed_verified_and_not_charged_again()
    {
        await using var audited = await Audited.Start();
        var node = audited.Node;
        var numbers = new Dictionary<string, long>
        {
            ["a1"] = await audited.Position("package_assigned"), ["b1"] = await audited.Position("package_assigned", 2),
        };
        await Append(node,
            ("charge-run-r1", "charge_run_started", 0, """{"runId":"r1","kind":"chargeRun","date":"2025-02-01","notYetZones":[],"engineVersion":"1"}"""));
        await Append(node,
            ("account-acme", "charges_posted", 1, Charges("acme", "a1", 3, 15, 30, true, 1000, 955)),
            ("account-bond", "charges_posted", 0, Charges("bond", "b1", 1, 5, 10, false, 0, 0)));
        var (first, last) = (await audited.Position("charges_posted"), await audited.Position("charges_posted", 1));
        foreach (var (position, id) in ((long, string)[])[(first, "a1"), (last, "b1")])
            await audited.Sql(string.Create(CultureInfo.InvariantCulture, $"""
                INSERT INTO posting.posted_lines (key_date, number, kind, nth, position)
                VALUES ('2025-01-15', {numbers[id]}, 0, 1, {position}), ('2025-02-01', {numbers[id]}, 1, 1, {position})
                """));
        const string Totals = """{"considered":3,"charged":2,"alreadyCharged":0,"skipped":1,"quarantined":0,"byCurrency":[{"currency":"USD","lines":4,"retail":60,"cost":34,"debited":45}]}""";
        await Append(node, ("charge-run-r1-part-1", "charge_run_part_posted", 0, string.Create(CultureInfo.InvariantCulture, $$"""
            {"runId":"r1","part":1,"position":{{first - 1}},"after":"","deferred":[],"firstPosition":{{first}},"lastPosition":{{last}},"totals":{{Totals}},
             "notCharged":[{"customerId":"acme","assignmentId":"a2","packageId":"free","kind":"recurring","outcome":"skipped","reason":"zeroAmount",
                "keyDate":"2025-02-01","nth":0,"quantity":1,"unitRetail":0,"unitCost":0,"retail":0,"cost":0,"debitsCredit":true,"currency":"USD"}]}
            """)));
        await Append(node, ("charge-run-r1", "charge_run_completed", 1, $$"""{"runId":"r1","position":1,"totals":{{Totals}}}"""));

        await Eventually.True(async () => (await audited.Seals()).Count == 1, "the run is sealed");
        var seal = (await audited.Seals())[0];
        (seal.Lines, seal.NotCharged).ShouldBe((4L, 1L));
        var old = await node.Send(new GetChargeRun("r1"));
        var lines = await node.Lines(old);
        lines.Select(line => $"{line.ChargeId} {line.Outcome} {line.Retail}").ShouldBe([
            "a1.setup.2025-01-15.1 Charged 15", "a1.recurring.2025-02-01.1 Charged 30", " Skipped 0",
            "b1.setup.2025-01-15.1 Charged 5", "b1.recurring.2025-02-01.1 Charged 10",
        ]);

        var again = await node.Run(Audited.First);
        (again.Totals.Lines, again.Totals.AlreadyCharged).ShouldBe((0, 2));
        var next = await node.Run(new(2025, 3, 1));
        (next.Totals.Lines, next.Totals.Retail).ShouldBe((2, 40m));
        var view = await audited.Verify();
        (view.Ok, view.CheckedRuns).ShouldBe((true, 3L), view.FirstFault?.ToString());
    }

    private static string Charges(string customer, string assignment, int quantity, decimal setup, decimal recurring, bool debits, decimal before, decimal after)
    {
        var (debited, accrued) = debits ? (setup + recurring, 0m) : (0m, setup + recurring);
        var did = customer == "bond" ? "\"did\":\"442079460000\"," : "";
        return string.Create(CultureInfo.InvariantCulture, $$"""
            {"customerId":"{{customer}}","runId":"r1","date":"2025-02-01","decidedAt":8,"currency":"USD","debited":{{debited}},"accrued":{{accrued}},
             "creditBefore":{{before}},"creditAfter":{{after}},"lines":[
              {"assignmentId":"{{assignment}}","packageId":"seat",{{did}}"kind":"setup","keyDate":"2025-01-15","nth":1,"quantity":{{quantity}},"unitRetail":5,"unitCost":0,
               "retail":{{setup}},"cost":0,"debitsCredit":{{(debits ? "true" : "false")}},"insufficientCredit":false},
              {"assignmentId":"{{assignment}}","packageId":"seat",{{did}}"kind":"recurring","keyDate":"2025-02-01","nth":1,"quantity":{{quantity}},"unitRetail":10,"unitCost":6,
               "retail":{{recurring}},"cost":{{quantity * 6}},"debitsCredit":{{(debits ? "true" : "false")}},"insufficientCredit":false}]}
            """);
    }

    private static async Task Append(Node node, params (string Stream, string Type, long Version, string Json)[] events)
    {
        var types = node.Services.GetRequiredService<EventTypes>();
        await using var connection = await node.Source.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        var appended = await node.Log.AppendBulk(connection,
            [.. events.Select(one => new BulkEvent(one.Stream, one.Version, types.TypeOf(one.Type)!, Encoding.UTF8.GetBytes(one.Json)))], Given.Metadata, default);
        appended.Conflicts.ShouldBeEmpty();
        await transaction.CommitAsync();
    }
}
