namespace PackageBilling.EventStore;

/// <summary>The schema of a projection: made, made again beside the old one, and put in its place.</summary>
internal sealed class ProjectionTables(IProjection projection)
{
    private readonly string _live = Identifier.Quote(projection.Schema);
    private readonly string _retired = Identifier.Quote(projection.Schema + "_retired");
    private readonly string _rebuilt = Identifier.Quote(projection.Schema + "_rebuild");

    /// <summary>
    /// An empty table that is only locked: shared while a snapshot is read, exclusively while the tables are swapped.
    /// An advisory lock can't replace it, because the snapshot must be taken after the lock: LOCK TABLE is the one lock
    /// that a REPEATABLE READ transaction can take without taking its snapshot with it.
    /// </summary>
    public string Gate { get; } = "product." + Identifier.Quote("gate_" + projection.Schema);

    /// <summary>The name under which the progression of a rebuild is kept.</summary>
    public Checkpoint RebuildCheckpoint { get; } = new(
        projection.Name + ":rebuild", projection.Schema + "_rebuild", null);

    /// <summary>Makes the tables and the checkpoint when there are none.
    /// Safe when several nodes do it at once.</summary>
    public async Task Ensure(NpgsqlConnection connection, CancellationToken ct)
    {
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await Execute(connection,
            "SELECT pg_advisory_xact_lock(hashtextextended('projection:' || $1, 0))", [projection.Name], ct);
        await Execute(connection, $"CREATE TABLE IF NOT EXISTS {Gate} ()", [], ct);
        if (!await IsKnown(connection, ct))
        {
            await Create(connection, _live, ct);
            await Execute(connection, "INSERT INTO product.projections (name, schema, revision) VALUES ($1, $2, $3)",
                [projection.Name, projection.Schema, projection.Revision], ct);
            await Restart(connection, projection.Name, ct);
        }
        await transaction.CommitAsync(ct);
    }

    /// <summary>Whether the tables in place are gone or of another revision.</summary>
    public async Task<bool> AreStale(NpgsqlConnection connection, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            "SELECT revision <> $2 OR to_regnamespace($3) IS NULL FROM product.projections WHERE name = $1", connection)
        {
            Parameters = { new() { Value = projection.Name }, new() { Value = projection.Revision },
                new() { Value = _live } }
        };
        return await command.ExecuteScalarAsync(ct) is true;
    }

    /// <summary>Creates empty tables for a rebuild, and drops what an interrupted one has left behind.</summary>
    public async Task BeginRebuild(NpgsqlConnection connection, CancellationToken ct)
    {
        await DropRetired(connection, ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await Execute(connection, $"DROP SCHEMA IF EXISTS {_rebuilt} CASCADE", [], ct);
        await Create(connection, _rebuilt, ct);
        await Restart(connection, RebuildCheckpoint.Name, ct);
        await transaction.CommitAsync(ct);
    }

    /// <summary>
    /// Puts the rebuilt tables in place, within the caller's transaction. The old ones are dropped later: a statement
    /// that has found them by name before goes on reading them.
    /// </summary>
    public async Task Swap(NpgsqlConnection connection, long position, CancellationToken ct)
    {
        await using (var exists = new NpgsqlCommand("SELECT to_regnamespace($1) IS NOT NULL", connection)
        { Parameters = { new() { Value = _live } } })
        {
            if (await exists.ExecuteScalarAsync(ct) is true)
                await Execute(connection, $"ALTER SCHEMA {_live} RENAME TO {_retired}", [], ct);
        }
        await Execute(connection, $"ALTER SCHEMA {_rebuilt} RENAME TO {_live}", [], ct);
        await Execute(connection, "UPDATE product.projections SET revision = $2, schema = $3 WHERE name = $1",
            [projection.Name, projection.Revision, projection.Schema], ct);
        await Execute(connection, "UPDATE events.mt_event_progression SET last_seq_id = $2 WHERE name = $1",
            [projection.Name, position], ct);
        await Execute(
            connection, "DELETE FROM events.mt_event_progression WHERE name = $1", [RebuildCheckpoint.Name], ct);
    }

    /// <summary>
    /// Drops the tables that a swap replaced. While they are still read, it releases its locks and tries again.
    /// </summary>
    public async Task DropRetired(NpgsqlConnection connection, CancellationToken ct)
    {
        while (true)
        {
            await using var transaction = await connection.BeginTransactionAsync(ct);
            try
            {
                await LockPatience.Set(connection, ct);
                await Execute(connection, $"DROP SCHEMA IF EXISTS {_retired} CASCADE", [], ct);
                await transaction.CommitAsync(ct);
                return;
            }
            catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.LockNotAvailable)
            {
                await transaction.RollbackAsync(ct);
            }
            await Waiting.Pause(Limits.SwapLock, ct);
        }
    }

    private async Task<bool> IsKnown(NpgsqlConnection connection, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand("SELECT 1 FROM product.projections WHERE name = $1", connection)
        { Parameters = { new() { Value = projection.Name } } };
        return await command.ExecuteScalarAsync(ct) is not null;
    }

    private async Task Create(NpgsqlConnection connection, string schema, CancellationToken ct)
    {
        await Execute(connection, $"CREATE SCHEMA IF NOT EXISTS {schema}", [], ct);
        await Execute(connection, "SELECT set_config('search_path', $1, true)", [schema], ct);
        await Execute(connection, projection.Tables, [], ct);
    }

    private static Task Restart(NpgsqlConnection connection, string name, CancellationToken ct) =>
        Execute(connection, """
            INSERT INTO events.mt_event_progression (name, last_seq_id) VALUES ($1, 0)
            ON CONFLICT (name) DO UPDATE SET last_seq_id = 0
            """, [name], ct);

    private static async Task Execute(
        NpgsqlConnection connection, string sql, object[] parameters, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        foreach (var parameter in parameters) command.Parameters.Add(new() { Value = parameter });
        await command.ExecuteNonQueryAsync(ct);
    }
}

/// <summary>How long the statements of a transaction wait for locks.</summary>
internal static class LockPatience
{
    public static async Task Set(NpgsqlConnection connection, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            $"SET LOCAL lock_timeout = {(int)Limits.SwapLock.TotalMilliseconds}", connection);
        await command.ExecuteNonQueryAsync(ct);
    }
}
