using PackageBilling.Modules.Tests.Billing;

namespace PackageBilling.Modules.Tests.Auditing;

/// <summary>
/// I14 beyond the events: each column of each other table of the log, of the chains and of what runs decide by,
/// changed, and rows taken away and put in.
/// </summary>
public sealed class TamperingElsewhere
{
    /// <summary>Columns that no check looks at, by design (docs/audit.md, "What is not sealed").</summary>
    private static readonly HashSet<string> NotSealed =
    [
        "events.mt_streams.timestamp", "events.mt_streams.created",
        // From where on a version was known; and a column that the database works out.
        "billing.customers.known_from", "billing.assignments.known_from", "billing.assignments.stays",
    ];

    private static readonly (string Table, string Row, string Check, Dictionary<string, string> Values)[] Tables =
    [
        ("events.mt_streams", "id = 'account-acme'", "streams", new()
        {
            ["id"] = "'account-other'", ["type"] = "'seals'", ["version"] = "version + 1", ["tenant_id"] = "'other'",
            ["is_archived"] = "true",
            ["compacted_version"] = "1",
        }),
        ("posting.posted_lines",
            "posting_date = '2025-03-01' AND assignment_key = (SELECT min(assignment_key) FROM posting.posted_lines)",
            "index", new()
        {
            ["posting_date"] = "'2025-03-02'", ["assignment_key"] = "assignment_key + 1000", ["kind"] = "2",
            ["occurrence"] = "2", ["position"] = "position + 100000",
        }),
        ("billing.reversed_lines", "occurrence = 1", "index", new()
        {
            ["posting_date"] = "'2025-03-02'", ["assignment_key"] = "assignment_key + 1000", ["kind"] = "2",
            ["occurrence"] = "2", ["position"] = "position + 1", ["charge_again"] = "NOT charge_again",
        }),
        ("billing.accounts", "customer_id = 'acme'", "accounts", new()
        {
            ["customer_id"] = "'other'", ["credit"] = "credit + 0.01", ["accrued"] = "accrued - 1",
            ["version"] = "version + 1", ["position"] = "position + 100000", ["last_accrued"] = "last_accrued + 1",
            ["closed_at"] = "1", ["open_since"] = "1",
        }),
        ("billing.customers", "customer_id = 'acme'", "book", new()
        {
            ["customer_id"] = "'other'", ["known_until"] = "known_from + 1", ["currency"] = "'EUR'",
            ["time_zone"] = "'Europe/Berlin'", ["credit_limit"] = "credit_limit + 1",
        }),
        ("billing.assignments", "assignment_id = 'a1'", "book", new()
        {
            ["customer_id"] = "'bond'", ["assignment_id"] = "'other'", ["known_until"] = "known_from + 1",
            ["assignment_key"] = "assignment_key + 1000", ["package_id"] = "'free'", ["did"] = "'123'",
            ["start_date"] = "start_date - 1", ["end_date"] = "'2025-12-31'", ["grants_minutes"] = "true",
            ["terms"] = """'{"quantity":2}'""", ["setup_times"] = "2", ["setup_standing"] = "false",
            ["own_setup"] = "NOT own_setup", ["own_minimum"] = "NOT own_minimum",
            ["turns"] = "ARRAY['2025-01-05'::date]",
        }),
        ("billing.package_revisions", "package_id = 'seat'", "book", new()
        {
            ["package_id"] = "'other'", ["position"] = "position + 100000", ["currency"] = "'EUR'",
            ["effective_from"] = "'2025-01-01'", ["terms"] = "jsonb_set(terms, '{retail}', '9')",
            ["grants_minutes"] = "true",
        }),
        ("audit.seals", "number = 2", "seals",
            new() { ["number"] = "7", ["run_id"] = "'other'", ["seal"] = "md5('x') || md5('y')" }),
        ("audit.blocks", "number = (SELECT max(number) FROM audit.blocks)", "blocks", new()
        {
            ["number"] = "number + 7", ["first_position"] = "first_position + 1",
            ["last_position"] = "last_position + 1000", ["events"] = "events + 1",
            ["root"] = "md5('x') || md5('y')", ["previous"] = "md5('x') || md5('y')", ["hash"] = "md5('x') || md5('y')",
            ["fingerprints"] = "'\\x00'::bytea",
        }),
    ];

    [Fact]
    public async Task a_change_of_any_column_and_a_deleted_row_are_found()
    {
        await using var audited = await Started();
        foreach (var (table, row, check, values) in Tables)
        {
            var columns =
                (string[])(await audited.Sql("SELECT array_agg(column_name::text) FROM information_schema.columns "
                    + $"WHERE table_schema || '.' || table_name = '{table}'"))!;
            columns.Where(column => !NotSealed.Contains($"{table}.{column}"))
                .ShouldBe(values.Keys, ignoreOrder: true, table);
            foreach (var (column, value) in values)
                (await audited.FaultAfter(table, $"UPDATE {table} SET {column} = {value} WHERE {row}"))
                    .Check.ShouldBe(check, $"{table}.{column}");
            // The last block is made again from what it covered, and is the same one.
            if (table != "audit.blocks")
                (await audited.FaultAfter(table, $"DELETE FROM {table} WHERE {row}")).Check.ShouldBe(check, table);
        }
        (await audited.FaultAfter("audit.blocks", "DELETE FROM audit.blocks WHERE number = 1"))
            .What.ShouldBe("block 1 is missing");
    }

    [Fact]
    public async Task rows_that_were_put_in_are_found_and_named()
    {
        await using var audited = await Started();
        (string Table, string Values, string What)[] added =
        [
            ("events.mt_streams", "(id, version) VALUES ('account-ghost', 1)",
                "stream account-ghost is not at the version that its events say"),
            ("posting.posted_lines", "VALUES ('2025-04-01', 1, 1, 1, 5)",
                "the exactly-once index has a row of which the log has no line: date 2025-04-01, assignment 1, kind "
                    + "1, occurrence 1, position 5"),
            ("posting.posted_lines", "VALUES ('2025-04-01', 1, 1, 1, 100000)",
                "the exactly-once index has a row of which the log has no line: date 2025-04-01, assignment 1, kind "
                    + "1, occurrence 1, position 100000"),
            ("billing.reversed_lines", "VALUES ('2025-02-01', 1, 1, 1, 5, false)",
                "the list of reversed lines has a row of which the log has no line: date 2025-02-01, assignment 1, "
                    + "kind 1, occurrence 1, position 5"),
            ("billing.accounts", "VALUES ('ghost', 100, 0, 1, 5)",
                "the account of ghost is not what its entries in the log add up to"),
            ("billing.accounts", "VALUES ('ghost', 100, 0, 1, 100000)",
                "the account of ghost is not what its entries in the log add up to"),
            ("audit.seals", "VALUES (99, 'ghost', 'x')",
                "the seal that is shown for run ghost is not seal 3 of the log"),
            ("events.marks", "VALUES (now() + interval '1 hour', 100000)", "cannot have been made"),
            ("events.marks", "VALUES ('2020-01-01T00:00:00Z', 1)", "cannot have been made"),
        ];
        foreach (var (table, values, what) in added)
        {
            var fault = await audited.FaultAfter(table, $"INSERT INTO {table} {values}");
            fault.What.ShouldContain(what, customMessage: values);
        }
        var position = await audited.Position("payment_received");
        (await audited.FaultAfter("events.mt_streams", "DELETE FROM events.mt_streams WHERE id = 'account-acme'"))
            .ShouldBe(new Fault(
                "streams", "stream account-acme has events and is gone", position, null, null, "account-acme"));
    }

    [Fact]
    public async Task a_stream_without_its_first_version_is_named()
    {
        await using var audited = await Started();
        await audited.Sql("UPDATE events.mt_events SET version = 0 WHERE stream_id = 'account-acme' AND version = 1");
        var fault = (await audited.Verify()).Faults.Single(fault => fault.Check == "streams");
        fault.What.ShouldBe("stream account-acme has no event at version 1");
    }

    private static async Task<Audited> Started()
    {
        var audited = await Audited.Start();
        await audited.Run();
        await audited.Node.Send(new ReverseLine("a1.recurring.2025-02-01.1", "billed in error"));
        await audited.Cover();
        return audited;
    }
}
