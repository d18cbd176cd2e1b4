using PackageBilling.Modules.Tests.Billing;

namespace PackageBilling.Modules.Tests.Auditing;

/// <summary>I14: a seal verifies, and editing any stored row is found and named.</summary>
public sealed class Tampering
{
    /// <summary>A change of every column that an event is stored in.</summary>
    private static readonly Dictionary<string, string> Changes = new()
    {
        ["seq_id"] = "{dead}",
        ["id"] = "gen_random_uuid()",
        ["stream_id"] = "stream_id || 'x'",
        ["version"] = "version + 1000",
        ["data"] = "jsonb_set(data, '{lines,0}', to_jsonb(replace(data -> 'lines' ->> 0, ' 5 0 - ', ' 4.99 0 - ')))",
        ["bdata"] = "'\\x00'::bytea",
        ["type"] = "'payment_received'",
        ["timestamp"] = "timestamp + interval '1 microsecond'",
        ["tenant_id"] = "NULL",
        ["mt_dotnet_type"] = "NULL",
        ["correlation_id"] = "''",
        ["causation_id"] = "causation_id || ' '",
        ["headers"] = "jsonb_set(headers, '{user}', '\"somebody else\"')",
        ["is_archived"] = "NOT is_archived",
    };

    [Fact]
    public async Task a_change_of_any_column_of_an_event_is_found_and_the_event_is_named()
    {
        await using var audited = await Audited.Start();
        var dead = (long)(await audited.Sql("SELECT nextval('events.mt_events_sequence')"))!;
        await audited.Run();
        var columns =
            (string[])(await audited.Sql("SELECT array_agg(column_name::text) FROM information_schema.columns WHERE "
                + "table_schema = 'events' AND table_name = 'mt_events'"))!;
        Changes.Keys.ShouldBe(columns, ignoreOrder: true);
        var position = await audited.Position("charges_posted", 1);
        foreach (var (column, value) in Changes)
        {
            var fault = await audited.FaultAfter("events.mt_events",
                $"UPDATE events.mt_events SET {column} = "
                    + $"{value.Replace("{dead}", $"{dead}", StringComparison.Ordinal)} WHERE seq_id = {position}");
            (fault.Check, fault.Position).ShouldBe(("blocks", column == "seq_id" ? dead : position), column);
        }
    }

    [Fact]
    public async Task a_deleted_an_added_and_a_moved_event_are_found_and_named()
    {
        await using var audited = await Audited.Start();
        var dead = (long)(await audited.Sql("SELECT nextval('events.mt_events_sequence')"))!;
        await audited.Run();
        var (payment, charges) = (await audited.Position("payment_received"), await audited.Position("charges_posted"));

        (await audited.FaultAfter("events.mt_events", $"DELETE FROM events.mt_events WHERE seq_id = {payment}"))
            .What.ShouldBe($"the event at position {payment} is gone");
        (await audited.FaultAfter("events.mt_events", $"""
            INSERT INTO events.mt_events (seq_id, id, stream_id, version, data, type, timestamp, headers)
            SELECT {dead}, gen_random_uuid(), stream_id, 1000, data, type, timestamp, headers FROM events.mt_events
            WHERE seq_id = {payment}
            """)).What.ShouldBe($"the event at position {dead} was put in later");
        (await audited.FaultAfter(
            "events.mt_events", $"UPDATE events.mt_events SET seq_id = {dead} WHERE seq_id = {charges}"))
            .What.ShouldBe($"the event at position {dead} was put in later");
    }

    [Fact]
    public async Task a_line_that_was_changed_before_a_block_was_made_is_found_by_the_seal()
    {
        await using var audited = await Audited.Start();
        var runs = await audited.Run();
        await audited.Sql("DELETE FROM audit.blocks");
        var fault = await audited.FaultAfter("events.mt_events", $$"""
            UPDATE events.mt_events
            SET data = jsonb_set(data, '{lines,0}', to_jsonb(replace(data -> 'lines' ->> 0, ' 0 d ', ' 0.5 d ')))
            WHERE seq_id = {{await audited.Position("charges_posted")}};
            DELETE FROM audit.blocks
            """, reset: "DELETE FROM audit.blocks");
        (fault.Check, fault.RunId).ShouldBe(("seals", runs[0].RunId));
        fault.What.ShouldBe($"the lines of run {runs[0].RunId} is not what seal 1 says");
        fault.Stored.ShouldNotBe(fault.Recomputed);
    }

    [Fact]
    public async Task changed_rows_of_the_exactly_once_index_are_found_and_named()
    {
        await using var audited = await Audited.Start();
        await audited.Run();
        const string Index = "posting.posted_lines";
        (await audited.FaultAfter(
            Index, "DELETE FROM posting.posted_lines WHERE kind = 0 AND assignment_key = (SELECT min(assignment_key) "
                + "FROM posting.posted_lines)"))
            .What.ShouldBe("the exactly-once index has no row for a1.setup.2025-01-15.1");
        (await audited.FaultAfter(
            Index, "UPDATE posting.posted_lines SET position = position - 1 WHERE posting_date = '2025-03-01' AND "
                + "assignment_key = (SELECT min(assignment_key) FROM posting.posted_lines)"))
            .What.ShouldBe("the exactly-once index names another event for a1.recurring.2025-03-01.1");
        (await audited.FaultAfter(
            Index, "UPDATE posting.posted_lines SET occurrence = 2 WHERE posting_date = '2025-03-01' AND "
                + "assignment_key = (SELECT min(assignment_key) FROM posting.posted_lines)"))
            .Check.ShouldBe("index");
        (await audited.FaultAfter(
            Index, "INSERT INTO posting.posted_lines SELECT '2025-04-01', assignment_key, kind, occurrence, position "
                + "FROM posting.posted_lines WHERE posting_date = '2025-03-01' LIMIT 1"))
            .What.ShouldStartWith("the exactly-once index has a row of which the log has no line: date 2025-04-01");
    }

    [Fact]
    public async Task changed_accounts_seals_and_blocks_are_found_and_named()
    {
        await using var audited = await Audited.Start();
        var runs = await audited.Run();
        (await audited.FaultAfter(
            "billing.accounts", "UPDATE billing.accounts SET credit = credit + 1 WHERE customer_id = 'acme'"))
            .What.ShouldBe("the account of acme is not what its entries in the log add up to");
        (await audited.FaultAfter("billing.accounts", "DELETE FROM billing.accounts WHERE customer_id = 'bond'"))
            .What.ShouldBe("the account of bond is missing");
        (await audited.FaultAfter("audit.seals", "UPDATE audit.seals SET seal = md5('x') || md5('y') WHERE number = 1"))
            .What.ShouldBe($"the seal that is shown for run {runs[0].RunId} is not seal 1 of the log");
        (await audited.FaultAfter("audit.blocks", "UPDATE audit.blocks SET events = events + 1 WHERE number = 1"))
            .What.ShouldBe("the record of block 1 was changed");
        (await audited.FaultAfter(
            "audit.blocks", "UPDATE audit.blocks SET fingerprints = fingerprints || '\\x00'::bytea WHERE number = 1"))
            .What.ShouldBe("the fingerprints of block 1 were changed");
    }

    [Fact]
    public async Task a_tail_that_was_cut_off_with_its_seal_and_block_is_found_by_a_head_that_was_handed_out()
    {
        await using var audited = await Audited.Start();
        await audited.Node.Run(Audited.First);
        await audited.Cover();
        var before = await audited.Node.Log.Tail(CancellationToken.None);
        var run = await audited.Node.Run(new(2025, 3, 1));
        await audited.Cover();
        var head = (await audited.Verify()).Head.ShouldNotBeNull();
        (await audited.Verify(head)).Ok.ShouldBeTrue();

        await audited.Sql($"""
            DELETE FROM events.mt_events WHERE seq_id > {before};
            DELETE FROM posting.posted_lines WHERE position > {before};
            DELETE FROM audit.seals WHERE number > 1;
            DELETE FROM audit.blocks WHERE last_position > {before};
            """);
        (await audited.Fault(run.Head)).Check.ShouldBe("head");
        (await audited.Fault(head)).What.ShouldEndWith("the end of the chain was cut off");
        (await audited.Fault($"s1.{new string('a', 64)}")).What.ShouldEndWith("the chain was written anew");
    }
}
