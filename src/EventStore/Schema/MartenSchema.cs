using JasperFx;
using Weasel.Core;
using Weasel.Core.Migrations;
using Weasel.Postgresql.Tables;

namespace PackageBilling.EventStore;

/// <summary>Marten's tables and functions, made and upgraded by Marten's own migration.</summary>
internal static class MartenSchema
{
    /// <summary>
    /// Makes what is missing and changes what is of another version of Marten. Safe when several nodes start at once.
    /// </summary>
    public static async Task Upgrade(NpgsqlDataSource source, CancellationToken ct)
    {
        // What Marten wants does not depend on which types are registered, but on whether any is.
        await using var store = MartenStore.Open(source, new EventTypes().Add(typeof(Any)));
        await using var connection = await source.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await Execute(connection, "SET LOCAL statement_timeout = 0", ct);
        await Execute(connection, "SELECT pg_advisory_xact_lock(hashtextextended('marten', 0))", ct);
        await Execute(connection, $"CREATE SCHEMA IF NOT EXISTS {MartenStore.Events}", ct);
        var migration = await SchemaMigration.DetermineAsync(connection, ct, Wanted(store.Storage.Database));
        if (migration.Difference != SchemaPatchDifference.None)
        {
            await using var sql = new StringWriter();
            migration.WriteAllUpdates(sql, store.Storage.Database.Migrator, AutoCreate.CreateOrUpdate);
            await Execute(connection, sql.ToString(), ct);
        }
        await transaction.CommitAsync(ct);
    }

    /// <summary>
    /// What Marten wants, but for its foreign key from events to streams: each append writes the stream's row in the
    /// same transaction, and checking the key takes a tenth of a run's time (docs/marten-and-wolverine.md).
    /// </summary>
    internal static ISchemaObject[] Wanted(IDatabase database)
    {
        ISchemaObject[] wanted = [.. database.AllObjects()];
        foreach (var table in wanted.OfType<Table>()) table.ForeignKeys.Clear();
        return wanted;
    }

    private static async Task Execute(NpgsqlConnection connection, string sql, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(ct);
    }

    private sealed record Any;
}
