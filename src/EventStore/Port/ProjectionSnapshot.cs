using System.Globalization;
using Npgsql;

namespace PackageBilling.EventStore;

/// <summary>A projection's rows as of one checkpoint, on a connection of its own.</summary>
/// <param name="connection">In a REPEATABLE READ, READ ONLY transaction.</param>
/// <param name="position">The checkpoint: the rows are exactly the fold of the events up to it.</param>
/// <param name="source">Where there are connections beside it.</param>
/// <param name="besides">How many snapshots may have one at the same time.</param>
public sealed class ProjectionSnapshot(NpgsqlConnection connection, long position, NpgsqlDataSource source, SemaphoreSlim besides) : IAsyncDisposable
{
    private static readonly string Patience = ((long)Limits.Snapshot.TotalMilliseconds).ToString(CultureInfo.InvariantCulture);

    /// <summary>Begins the transaction, and lets it last as long as a snapshot may.</summary>
    internal static readonly string Begin = $"""
        BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY;
        SET LOCAL statement_timeout = {Patience};
        SET LOCAL idle_in_transaction_session_timeout = {Patience};
        """;

    private NpgsqlConnection? _beside;

    /// <summary>To read through; ends with the snapshot.</summary>
    public NpgsqlConnection Connection { get; } = connection;

    /// <summary>The checkpoint found in this snapshot.</summary>
    public long Position { get; } = position;

    /// <summary>
    /// A second connection that sees the same snapshot, to read through at the same time; ends with the snapshot. Null when too many have
    /// one: whoever holds a connection and waits for another keeps others from theirs.
    /// </summary>
    public async Task<NpgsqlConnection?> Beside(CancellationToken ct)
    {
        if (_beside is not null || !await besides.WaitAsync(0, ct)) return _beside;
        try
        {
            await using var export = new NpgsqlCommand("SELECT pg_export_snapshot()", Connection);
            var name = (string)(await export.ExecuteScalarAsync(ct))!;
            _beside = await source.OpenConnectionAsync(ct);
            await using var import = new NpgsqlCommand($"{Begin} SET TRANSACTION SNAPSHOT '{name}'", _beside);
            await import.ExecuteNonQueryAsync(ct);
            return _beside;
        }
        catch
        {
            await EndBeside();
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_beside is not null) await EndBeside();
        await Connection.DisposeAsync();
    }

    private async Task EndBeside()
    {
        if (_beside is not null) await _beside.DisposeAsync();
        _beside = null;
        besides.Release();
    }
}
