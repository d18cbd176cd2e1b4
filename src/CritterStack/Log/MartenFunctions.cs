using System.Data.Common;
using Marten;
using Npgsql;
using PackageBilling.EventStore;
using Weasel.Core;
using Weasel.Core.Migrations;
using Weasel.Postgresql.Functions;

namespace PackageBilling.CritterStack;

/// <summary>
/// What Marten needs beside the product's tables: its functions. The tables are the product's own, and the foreign key that Marten would
/// add to them, from events to streams, is left out as in the default build: its check for each row would cost more than the COPY itself.
/// </summary>
internal static class MartenFunctions
{
    /// <summary>Makes those that are missing or of another version of Marten. Safe when several nodes start at once.</summary>
    public static async Task Upgrade(NpgsqlDataSource source, IDocumentStore store, CancellationToken ct)
    {
        var database = store.Storage.Database;
        var functions = database.AllObjects().OfType<Function>().Where(f => f.Identifier.Schema == MartenStore.Events).ToArray<ISchemaObject>();
        await using var connection = await source.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await using (var turn = new NpgsqlCommand("SELECT pg_advisory_xact_lock(hashtextextended('marten', 0))", connection))
            await turn.ExecuteNonQueryAsync(ct);
        var migration = await SchemaMigration.DetermineAsync(connection, ct, functions);
        if (migration.Difference != SchemaPatchDifference.None)
        {
            await using var sql = new StringWriter();
            migration.WriteAllUpdates(sql, database.Migrator, JasperFx.AutoCreate.CreateOrUpdate);
            await using var change = new NpgsqlCommand(sql.ToString(), connection);
            await change.ExecuteNonQueryAsync(ct);
        }
        await transaction.CommitAsync(ct);
    }
}
