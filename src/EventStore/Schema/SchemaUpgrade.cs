namespace PackageBilling.EventStore;

/// <summary>
/// Creates and upgrades tables that are not projections: numbered steps per component, each run once, in order, each in
/// a transaction with the record that it ran. Several nodes may start at once: one does the work,
/// the others wait for it.
/// </summary>
public static class SchemaUpgrade
{
    // One key for all upgrades of one database; any constant does, as long as it never changes.
    private const long LockKey = 0x5061_636B_4269_6C6C;

    /// <summary>Runs the steps of a component that have not run yet.</summary>
    /// <param name="source">The database.</param>
    /// <param name="component">Whose tables they are.</param>
    /// <param name="steps">All steps ever, oldest first. A step that was released is never edited.</param>
    /// <param name="ct">Cancels between steps.</param>
    /// <exception cref="InvalidOperationException">The database was upgraded by a newer version
    /// of the product.</exception>
    public static async Task Apply(
        NpgsqlDataSource source, string component, IReadOnlyList<string> steps, CancellationToken ct)
    {
        await using var connection = await source.OpenConnectionAsync(ct);
        // Building an index, or waiting for the node that does,
        // may take longer than any statement of a running product.
        await Execute(connection, "SET statement_timeout = 0; SET idle_in_transaction_session_timeout = 0", ct);
        await Execute(connection, $"SELECT pg_advisory_lock({LockKey})", ct);
        try
        {
            await Execute(connection, """
                CREATE SCHEMA IF NOT EXISTS product;
                CREATE TABLE IF NOT EXISTS product.schema_versions (
                    component text PRIMARY KEY, version int NOT NULL, upgraded timestamptz NOT NULL DEFAULT now())
                """, ct);
            var done = await Version(connection, component, ct);
            if (done > steps.Count)
                throw new InvalidOperationException(
                    $"The database's {component} tables are of version {done}; this program knows {steps.Count}. "
                        + "Start a newer one.");
            for (var step = done; step < steps.Count; step++)
            {
                await using var transaction = await connection.BeginTransactionAsync(ct);
                await Execute(connection, steps[step], ct);
                await using var record = new NpgsqlCommand("""
                    INSERT INTO product.schema_versions (component, version) VALUES ($1, $2)
                    ON CONFLICT (component) DO UPDATE SET version = excluded.version, upgraded = now()
                    """, connection)
                { Parameters = { new() { Value = component }, new() { Value = step + 1 } } };
                await record.ExecuteNonQueryAsync(ct);
                await transaction.CommitAsync(ct);
            }
        }
        finally
        {
            await Execute(connection, $"SELECT pg_advisory_unlock({LockKey})", CancellationToken.None);
        }
    }

    private static async Task<int> Version(NpgsqlConnection connection, string component, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            "SELECT version FROM product.schema_versions WHERE component = $1", connection)
        { Parameters = { new() { Value = component } } };
        return await command.ExecuteScalarAsync(ct) is int version ? version : 0;
    }

    private static async Task Execute(NpgsqlConnection connection, string sql, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(ct);
    }
}
