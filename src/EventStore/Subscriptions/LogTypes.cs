using System.Collections.Concurrent;
using Npgsql;

namespace PackageBilling.EventStore;

/// <summary>
/// Which types of events a stretch of the log holds, read once for all subscriptions of the process: most stretches have nothing
/// for most of them, and each would otherwise go through every row to see that.
/// </summary>
internal sealed class LogTypes
{
    /// <summary>Stretches that are kept. Who is further behind than that reads its own.</summary>
    private const int Kept = 64;

    private const string Sql = "SELECT DISTINCT type FROM events.mt_events WHERE seq_id > $1 AND seq_id <= $2";

    private readonly ConcurrentDictionary<long, Lazy<Task<Stretch>>> _stretches = new();
    private readonly ConcurrentQueue<long> _order = new();

    /// <summary>A stretch that begins after a position and goes as far as is known at once, at most <see cref="Limits.PagePositions"/>.</summary>
    /// <param name="connection">What it is read through if nobody has read it yet.</param>
    /// <param name="after">The position before it.</param>
    /// <param name="safe">A safe position above that, so what is found holds for ever.</param>
    /// <param name="ct">Gives up.</param>
    public async Task<Stretch> After(NpgsqlConnection connection, long after, long safe, CancellationToken ct)
    {
        var end = Math.Min(safe, after + Limits.PagePositions);
        var all = await One(connection, after, end, ct);
        while (all.Through < end && _stretches.TryGetValue(all.Through, out var next)
            && next is { IsValueCreated: true, Value: { IsCompletedSuccessfully: true, Result: var more } } && more.Through <= end)
            all = new(more.Through, all.Types.Union(more.Types).ToHashSet(StringComparer.Ordinal));
        return all;
    }

    private async Task<Stretch> One(NpgsqlConnection connection, long after, long end, CancellationToken ct)
    {
        var mine = new Lazy<Task<Stretch>>(() => Read(connection, after, end, ct));
        var stretch = _stretches.GetOrAdd(after, mine);
        if (stretch == mine)
        {
            _order.Enqueue(after);
            if (_order.Count > Kept && _order.TryDequeue(out var oldest)) _stretches.TryRemove(oldest, out _);
        }
        try
        {
            // Who reads stays until it is over, also when it gives up: the connection is the caller's again then, and must be free.
            return await (stretch == mine ? stretch.Value : stretch.Value.WaitAsync(ct));
        }
        catch when (!ct.IsCancellationRequested)
        {
            _stretches.TryRemove(new(after, stretch));
            throw;
        }
    }

    private static async Task<Stretch> Read(NpgsqlConnection connection, long after, long end, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(Sql, connection) { Parameters = { new() { Value = after }, new() { Value = end } } };
        await using var reader = await command.ExecuteReaderAsync(ct);
        var types = new HashSet<string>(StringComparer.Ordinal);
        while (await reader.ReadAsync(ct)) types.Add(reader.GetString(0));
        return new(end, types);
    }

    /// <summary>What a stretch holds.</summary>
    /// <param name="Through">Its last position.</param>
    /// <param name="Types">The aliases of the types that it has events of.</param>
    public sealed record Stretch(long Through, IReadOnlySet<string> Types)
    {
        /// <summary>One that ends before the first position.</summary>
        public static Stretch None { get; } = new(0, new HashSet<string>());
    }
}
