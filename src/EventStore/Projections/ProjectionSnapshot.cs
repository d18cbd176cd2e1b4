using System.Globalization;

namespace PackageBilling.EventStore;

/// <summary>A projection's rows as of one checkpoint, on a connection of its own.</summary>
public sealed class ProjectionSnapshot : IAsyncDisposable
{
    private static readonly string Patience =
        ((long)Limits.Snapshot.TotalMilliseconds).ToString(CultureInfo.InvariantCulture);

    /// <summary>Begins the transaction, and lets it last as long as a snapshot may.</summary>
    internal static readonly string Begin = $"""
        BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY;
        SET LOCAL statement_timeout = {Patience};
        SET LOCAL idle_in_transaction_session_timeout = {Patience};
        """;

    private readonly SecondConnections _seconds;
    private NpgsqlConnection? _second;

    /// <param name="connection">In a REPEATABLE READ, READ ONLY transaction.</param>
    /// <param name="position">The checkpoint: the rows are exactly the fold of the events up to it.</param>
    /// <param name="seconds">Where a second connection comes from.</param>
    internal ProjectionSnapshot(NpgsqlConnection connection, long position, SecondConnections seconds) =>
        (Connection, Position, _seconds) = (connection, position, seconds);

    /// <summary>To read through; ends with the snapshot.</summary>
    public NpgsqlConnection Connection { get; }

    /// <summary>The checkpoint found in this snapshot.</summary>
    public long Position { get; }

    /// <summary>A second connection that sees the same snapshot, to read through at the same time;
    /// ends with the snapshot. Null when too many have one.</summary>
    public async Task<NpgsqlConnection?> Beside(CancellationToken ct) =>
        _second ??= await _seconds.TryOpen(Connection, Begin, ct);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_second is not null) await _seconds.Close(_second);
        _second = null;
        await Connection.DisposeAsync();
    }
}
