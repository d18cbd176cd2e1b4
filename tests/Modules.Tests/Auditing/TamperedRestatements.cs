using PackageBilling.Catalog;
using PackageBilling.Modules.Tests.Billing;

namespace PackageBilling.Modules.Tests.Auditing;

/// <summary>What was restated is verified like all that was posted: whoever changes it by hand is found.</summary>
public sealed class TamperedRestatements
{
    [Fact]
    public async Task changed_lines_and_rows_of_restatements_are_found_and_named()
    {
        await using var audited = await Audited.Start();
        await audited.Run();
        var node = audited.Node;
        await node.Send(new RevisePackage
        {
            PackageId = "seat", Name = "Seat", Retail = 12, Cost = 6, SetupRetail = 5, Frequency = "monthly",
            FrequencyMatch = Given.Json("[1]"), EffectiveFrom = Audited.First,
        });
        await node.Send(new PackageBilling.Subscriptions.AssignPackage(
            "acme", new("late", "seat", 1, new(2025, 2, 15), null, null, true, null, null, null)));
        (await node.Send(new Restate(new(2025, 2, 1), new(2025, 3, 1), null, false))).Lines.Count.ShouldBe(6);
        await audited.Cover();
        (await audited.Verify()).FirstFault.ShouldBeNull();

        const string Index = "posting.restated_lines";
        var columns =
            (string[])(await audited.Sql("SELECT array_agg(column_name::text) FROM information_schema.columns WHERE "
                + "table_schema = 'posting' AND table_name = 'restated_lines'"))!;
        columns.Length.ShouldBe(7);
        foreach (var column in columns)
        {
            var other = column switch
            {
                "posting_date" or "date" => $"{column} + 100",
                "kind" => "(kind + 100)::smallint",
                "corrects" or "occurrence" => $"({column} + 100)::int",
                _ => $"({column} + 100)::bigint",
            };
            // A row whose event comes later than the log is looked at is of no interest yet; an earlier one is.
            if (column == "position") other = "position - 1";
            (await audited.FaultAfter(Index, $"""
                UPDATE {Index} SET {column} = {other} WHERE (posting_date, assignment_key, kind) =
                    (SELECT posting_date, assignment_key, kind FROM {Index} ORDER BY 1, 2, 3 LIMIT 1)
                """)).Check.ShouldBe("index", column);
        }
        (await audited.FaultAfter(Index, $"DELETE FROM {Index} WHERE kind = 0"))
            .What.ShouldBe("the index of corrections has no row for late.setup.2025-02-15.0.restatement.1");
        (await audited.FaultAfter(
            "posting.posted_lines", "DELETE FROM posting.posted_lines WHERE kind = 0 AND posting_date = '2025-02-15'"))
            .What.ShouldBe("the exactly-once index has no row for late.setup.2025-02-15.0.restatement.1");
        var restated = await audited.Position("charges_restated");
        (await audited.FaultAfter("events.mt_events", $$"""
            UPDATE events.mt_events SET data = jsonb_set(data, '{lines,0,retail}', '99') WHERE seq_id = {{restated}}
            """)).Position.ShouldBe(restated);
        (await audited.FaultAfter("events.mt_events", $$"""
            UPDATE events.mt_events SET data = jsonb_set(data, '{corrects}', '"other"') WHERE seq_id = {{restated}}
            """)).Position.ShouldBe(restated);
    }
}
