namespace PackageBilling.EventStore;

/// <summary>
/// Second connections that see the same snapshot. Few are open at a time: code that holds a connection while it waits
/// for another can exhaust the pool.
/// </summary>
internal sealed class SecondConnections(NpgsqlDataSource source)
{
    private int _left = Limits.SnapshotsWithTwo;

    /// <summary>Opens one; null when there are too many.</summary>
    /// <param name="first">In a transaction whose snapshot the new one takes over.</param>
    /// <param name="begin">What the new one begins its own transaction with.</param>
    /// <param name="ct">Gives up.</param>
    public async Task<NpgsqlConnection?> TryOpen(NpgsqlConnection first, string begin, CancellationToken ct)
    {
        if (Interlocked.Decrement(ref _left) < 0)
        {
            Interlocked.Increment(ref _left);
            return null;
        }
        NpgsqlConnection? second = null;
        try
        {
            await using var export = new NpgsqlCommand("SELECT pg_export_snapshot()", first);
            var name = (string)(await export.ExecuteScalarAsync(ct))!;
            second = await source.OpenConnectionAsync(ct);
            await using var import = new NpgsqlCommand($"{begin} SET TRANSACTION SNAPSHOT '{name}'", second);
            await import.ExecuteNonQueryAsync(ct);
            return second;
        }
        catch
        {
            await Close(second);
            throw;
        }
    }

    /// <summary>Ends one that was opened, or could not be.</summary>
    public async Task Close(NpgsqlConnection? second)
    {
        Interlocked.Increment(ref _left);
        if (second is not null) await second.DisposeAsync();
    }
}
