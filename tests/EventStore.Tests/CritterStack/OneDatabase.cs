using System.Text.RegularExpressions;
using JasperFx;
using PackageBilling.CritterStack;
using Weasel.Core;

namespace PackageBilling.EventStore.Tests;

/// <summary>One database, two builds: what either writes the other reads.</summary>
public sealed class OneDatabase
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task marten_finds_nothing_to_change_in_the_products_tables_and_would_only_add()
    {
        await using var node = await LogAdapter.Tables.Quiet();
        await using var store = MartenStore.Open(node.Database, Given.Types);

        var found = await store.Storage.Database.CreateMigrationAsync(None);

        found.Deltas.Where(d => d.Difference == SchemaPatchDifference.None).Select(d => d.SchemaObject.Identifier.QualifiedName).Order()
            .ShouldBe(["events.mt_event_progression", "events.mt_events_sequence", "events.mt_streams"]);
        found.Deltas.ShouldAllBe(d => d.Difference != SchemaPatchDifference.Invalid);
        // The foreign key that the product leaves out.
        var changed = found.Deltas.Where(d => d.Difference == SchemaPatchDifference.Update).ShouldHaveSingleItem();
        changed.SchemaObject.Identifier.QualifiedName.ShouldBe("events.mt_events");
        await using var sql = new StringWriter();
        changed.WriteUpdate(store.Storage.Database.Migrator, sql);
        Regex.Matches(sql.ToString(), "ALTER TABLE|DROP").Select(m => m.Value).ShouldBe(["ALTER TABLE"]);
        sql.ToString().ShouldContain("ADD CONSTRAINT fkey_mt_events_stream_id");
    }

    [Fact]
    public async Task the_default_adapter_goes_on_after_marten_has_added_all_it_wants()
    {
        await using var node = await LogAdapter.Tables.Started(new Tally());
        await node.Append("before", 0, new Counted(1));
        await using var store = MartenStore.Open(node.Database, Given.Types);

        await store.Storage.ApplyAllConfiguredChangesToDatabaseAsync(AutoCreate.CreateOrUpdate);
        await store.Storage.Database.AssertDatabaseMatchesConfigurationAsync(None);

        await node.Append("before", 1, new Counted(2));
        await using (var connection = await node.Database.OpenConnectionAsync())
        {
            await using var transaction = await connection.BeginTransactionAsync();
            (await node.Log.AppendBulk(connection, [Given.Bulk("before", 2, 3), Given.Bulk("after", 0, 4)], Given.Metadata, None)).Conflicts.ShouldBeEmpty();
            await transaction.CommitAsync();
        }
        await node.WaitFor("tally", await node.Log.Tail(None));
        (await node.Ask<long>("SELECT value FROM tally.total")).ShouldBe(10);
    }

    [Fact]
    public async Task a_fact_is_the_same_row_whichever_adapter_wrote_it()
    {
        var database = await TestDatabase();
        await using var tables = await LogAdapter.Tables.QuietOn(database);
        await using var marten = await Marten.Log.QuietOn(database);
        object[] facts = [new Named("Straße \"A\"", 1.230000m, new DateOnly(2026, 2, 28)), new Counted(7)];

        await tables.Append("tables", 0, facts);
        await marten.Append("marten", 0, facts);

        const string Rows = """
            SELECT string_agg(concat_ws('|', version, data, bdata, type, timestamp, tenant_id, mt_dotnet_type, correlation_id, causation_id, headers, is_archived), E'\n' ORDER BY version)
            FROM events.mt_events WHERE stream_id = '{0}'
            """;
        (await marten.Ask<string>(Rows.Replace("{0}", "marten", StringComparison.Ordinal)))
            .ShouldBe(await tables.Ask<string>(Rows.Replace("{0}", "tables", StringComparison.Ordinal)));
        (await marten.Ask<long>("SELECT count(DISTINCT (type, version, tenant_id, is_archived)) FROM events.mt_streams")).ShouldBe(1);
    }

    [Fact]
    public async Task both_write_in_turn_to_one_stream_and_read_the_same_history()
    {
        var database = await TestDatabase();
        await using var tables = await LogAdapter.Tables.StartedOn(database, new Tally());
        await using var marten = await Marten.Log.StartedOn(database, new Tally());
        Node[] nodes = [tables, marten];

        for (var n = 0; n < 20; n++)
        {
            await nodes[n % 2].Append("shared", n % 3 == 0 ? null : n, new Counted(n));
            await nodes[(n + 1) % 2].Append($"own-{n}", 0, new Named($"name {n}", n, new DateOnly(2026, 1, 1)));
        }

        var last = await tables.Log.Tail(None);
        (await marten.Log.ReadStream("shared", None)).ShouldBe(await tables.Log.ReadStream("shared", None));
        (await marten.Log.ReadAll(0, last, null, None).ToListAsync()).ShouldBe(await tables.Log.ReadAll(0, last, null, None).ToListAsync());
        (await marten.Log.ReadLast(["shared", "own-3"], last, None)).OrderBy(e => e.StreamId)
            .ShouldBe((await tables.Log.ReadLast(["shared", "own-3"], last, None)).OrderBy(e => e.StreamId));
        foreach (var node in nodes) await node.WaitFor("tally", last);
        (await tables.Ask<long>("SELECT value FROM tally.total")).ShouldBe(190);
    }

    [Fact]
    public async Task writers_of_both_builds_at_once_lose_nothing_and_keep_positions_in_the_order_of_versions()
    {
        var database = await TestDatabase();
        await using var tables = await LogAdapter.Tables.QuietOn(database);
        await using var marten = await Marten.Log.QuietOn(database);

        await Task.WhenAll(Enumerable.Range(0, 8).Select(w => Task.Run(async () =>
        {
            for (var n = 0; n < 25; n++) await (w % 2 == 0 ? tables : marten).Append("shared", null, new Counted(n));
        })));

        var history = await marten.Log.ReadStream("shared", None);
        history.Select(e => e.Version).ShouldBe(Enumerable.Range(1, 200).Select(v => (long)v));
        history.Select(e => e.Position).ShouldBeInOrder();
    }

    private static Task<string> TestDatabase() => Harness.TestPostgres.NewDatabase();
}
