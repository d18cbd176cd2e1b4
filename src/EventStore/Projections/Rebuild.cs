using Microsoft.Extensions.Logging;

namespace PackageBilling.EventStore;

/// <summary>
/// Folds the log into new tables of a projection beside the ones in use, and swaps them. Its transactions are short,
/// so it delays neither the log nor readers.
/// </summary>
internal sealed class Rebuild(
    NpgsqlDataSource source, EventPages pages, SafePositions positions, ILogger<Rebuild> logger)
{
    /// <summary>Rebuilds when the tables in place are of another revision,
    /// unless another node has done it meanwhile.</summary>
    public Task RunWhenStale(IProjection projection, CancellationToken ct) => Run(projection, onlyWhenStale: true, ct);

    public Task Run(IProjection projection, CancellationToken ct) => Run(projection, onlyWhenStale: false, ct);

    private async Task Run(IProjection projection, bool onlyWhenStale, CancellationToken ct)
    {
        var tables = new ProjectionTables(projection);
        await using var connection = await source.OpenConnectionAsync(ct);
        while (!await NodeLock.Try(connection, "rebuild:" + projection.Name, ct))
            await Waiting.Pause(Limits.StandBy, ct);
        try
        {
            if (onlyWhenStale && !await tables.AreStale(connection, ct)) return;
            logger.LogInformation("Rebuilding {Projection}.", projection.Name);
            await tables.BeginRebuild(connection, ct);
            var reached = 0L;
            do reached = await CatchUp(connection, projection, tables, reached, ct);
            while (!await TrySwap(connection, projection, tables, reached, ct));
            await tables.DropRetired(connection, ct);
            logger.LogInformation("{Projection} has been rebuilt.", projection.Name);
        }
        finally
        {
            await NodeLock.Release(connection);
        }
    }

    private async Task<long> CatchUp(
        NpgsqlConnection connection, IProjection projection, ProjectionTables tables,
        long reached, CancellationToken ct)
    {
        var aliases = pages.Aliases(projection.EventTypes);
        for (long target; reached < (target = await Target(connection, projection, ct));)
        {
            var batch = await pages.Read(connection, reached, target, aliases, ct);
            if (!await tables.RebuildCheckpoint.Take(connection, projection, batch, ct))
                throw new InvalidOperationException($"Somebody else is rebuilding {projection.Name}.");
            reached = batch.Through;
        }
        return reached;
    }

    // When the tables in use have the same revision, the rebuild stops at their position: a statement that reads one
    // old and one new table during the swap sees both at the same position. Tables of another revision may have
    // stopped, so they don't matter.
    private async Task<long> Target(NpgsqlConnection connection, IProjection projection, CancellationToken ct)
    {
        var live = Checkpoint.Of(projection);
        return await live.IsOfRevision(connection, ct) && await live.Read(connection, ct) is { } position
            ? position
            : await positions.Current(ct);
    }

    private async Task<bool> TrySwap(
        NpgsqlConnection connection, IProjection projection, ProjectionTables tables,
        long reached, CancellationToken ct)
    {
        try
        {
            await using var transaction = await connection.BeginTransactionAsync(ct);
            await LockPatience.Set(connection, ct);
            await Execute(connection, $"LOCK TABLE {tables.Gate} IN ACCESS EXCLUSIVE MODE", ct);
            var live = await LockLive(connection, projection, ct);
            if (live - reached > Limits.SwapPositions) return false;
            var aliases = pages.Aliases(projection.EventTypes);
            while (reached < live)
            {
                var batch = await pages.Read(connection, reached, live, aliases, ct);
                await Execute(
                    connection, $"SET LOCAL search_path TO {Identifier.Quote(tables.RebuildCheckpoint.Schema!)}", ct);
                await projection.Handle(batch, connection, ct);
                reached = batch.Through;
            }
            await tables.Swap(connection, reached, ct);
            await transaction.CommitAsync(CancellationToken.None);
            return true;
        }
        catch (PostgresException e)
            when (e.SqlState is PostgresErrorCodes.LockNotAvailable or PostgresErrorCodes.DeadlockDetected)
        {
            // A snapshot is being read, or a batch handled. Let it, and what waits behind this lock, go first.
            await Waiting.Pause(Limits.SwapLock, ct);
            return false;
        }
    }

    private static async Task<long> LockLive(NpgsqlConnection connection, IProjection projection, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            "SELECT last_seq_id FROM events.mt_event_progression WHERE name = $1 FOR UPDATE", connection)
        { Parameters = { new() { Value = projection.Name } } };
        return await command.ExecuteScalarAsync(ct) is long position
            ? position
            : throw new InvalidOperationException($"The checkpoint of {projection.Name} is missing.");
    }

    private static async Task Execute(NpgsqlConnection connection, string sql, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(ct);
    }
}
