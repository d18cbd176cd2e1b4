using System.Text.RegularExpressions;
using Weasel.Core;
using Weasel.Core.Migrations;

namespace PackageBilling.EventStore.Tests;

/// <summary>Marten's own migration has made the log's tables, and Marten would change nothing of them.</summary>
public sealed class MartensTables
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task marten_finds_nothing_to_change_but_the_foreign_key_that_is_left_out()
    {
        await using var node = await LogAdapter.Alone.Quiet();
        await using var store = MartenStore.Open(node.Database, Given.Types);

        var found = await store.Storage.Database.CreateMigrationAsync(None);

        var changed = found.Deltas.Where(delta => delta.Difference != SchemaPatchDifference.None)
            .ShouldHaveSingleItem();
        changed.SchemaObject.Identifier.QualifiedName.ShouldBe("events.mt_events");
        var sql = Sql(changed, store.Storage.Database);
        sql.ShouldStartWith(
            "ALTER TABLE events.mt_events ADD CONSTRAINT fkey_mt_events_stream_id FOREIGN KEY(stream_id)");
        // And nothing else.
        Regex.Count(sql, "ALTER|CREATE|DROP").ShouldBe(1);
    }

    [Fact]
    public async Task a_second_start_changes_nothing_and_two_at_once_do_not_disturb_each_other()
    {
        var database = await Harness.TestPostgres.NewDatabase();
        await using var source = EventStoreDatabase.Open(database);
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => EventStoreSchema.Upgrade(source, None)));
        var before = await Objects(source);

        await EventStoreSchema.Upgrade(source, None);

        (await Objects(source)).ShouldBe(before);
    }

    [Fact]
    public async Task numbers_are_handed_out_one_at_a_time()
    {
        // The safe position relies on it.
        await using var node = await LogAdapter.Alone.Quiet();
        (await node.Ask<long>(
            "SELECT cache_size FROM pg_sequences WHERE sequencename = 'mt_events_sequence'")).ShouldBe(1);
    }

    [Fact]
    public async Task a_fact_is_the_same_row_whether_marten_appends_it_or_the_bulk_append_does()
    {
        await using var node = await LogAdapter.Alone.Quiet();
        object[] facts = [new Named("Straße \"A\"", 1.230000m, new DateOnly(2026, 2, 28)), new Counted(7)];

        await node.Append("single", 0, facts);
        await using (var connection = await node.Database.OpenConnectionAsync(None))
        {
            await using var transaction = await connection.BeginTransactionAsync(None);
            BulkEvent[] events =
                [.. facts.Select(fact => new BulkEvent("bulk", 0, fact.GetType(), EventJson.Write(fact)))];
            (await node.Log.AppendBulk(connection, events, Given.Metadata, None)).Conflicts.ShouldBeEmpty();
            await transaction.CommitAsync(None);
        }

        (await Rows(node, "bulk")).ShouldBe(await Rows(node, "single"));
        (await node.Ask<long>(
            "SELECT count(DISTINCT (coalesce(type, '-'), version, tenant_id, is_archived)) FROM events.mt_streams"))
            .ShouldBe(1);
    }

    private static Task<string> Rows(Node node, string stream) => node.Ask<string>($"""
        SELECT string_agg((to_jsonb(e) - 'seq_id' - 'id' - 'stream_id')::text, E'\n' ORDER BY version)
        FROM events.mt_events e WHERE stream_id = '{stream}'
        """);

    private static string Sql(ISchemaObjectDelta delta, IDatabase database)
    {
        using var sql = new StringWriter();
        delta.WriteUpdate(database.Migrator, sql);
        var words = sql.ToString().Split(default(char[]), StringSplitOptions.RemoveEmptyEntries);
        return string.Join(' ', words).TrimEnd(';', ' ');
    }

    private static async Task<string> Objects(Npgsql.NpgsqlDataSource source)
    {
        await using var command = source.CreateCommand("""
            SELECT string_agg(oid::text || ' ' || relname || ' ' || relfilenode, ', ' ORDER BY oid) FROM pg_class
            WHERE relnamespace = 'events'::regnamespace
            """);
        return (string)(await command.ExecuteScalarAsync(None))!;
    }
}
