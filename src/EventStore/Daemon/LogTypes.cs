using System.Collections.Concurrent;

namespace PackageBilling.EventStore;

/// <summary>
/// Which types of events a stretch of the log holds and where, read once for all subscriptions of the process. Most
/// stretches have few events, or none, for most subscriptions, and each would otherwise scan
/// every row to find that out.
/// </summary>
internal sealed class LogTypes
{
    /// <summary>Stretches that are kept. A subscription that is further behind reads its own.</summary>
    private const int MostStretches = 64;

    private const string Sql =
        "SELECT type, min(seq_id), max(seq_id) FROM events.mt_events WHERE seq_id > $1 AND seq_id <= $2 GROUP BY type";

    private readonly ConcurrentDictionary<long, Lazy<Task<Stretch>>> _stretches = new();
    private readonly ConcurrentQueue<long> _order = new();

    /// <summary>A stretch that begins after a position and goes as far as is known at once,
    /// at most <see cref="Limits.PagePositions"/>.</summary>
    /// <param name="connection">What it is read through if nobody has read it yet.</param>
    /// <param name="after">The position before it.</param>
    /// <param name="safe">A safe position above that, so what is found holds for ever.</param>
    /// <param name="ct">Gives up.</param>
    public async Task<Stretch> After(NpgsqlConnection connection, long after, long safe, CancellationToken ct)
    {
        var end = Math.Min(safe, after + Limits.PagePositions);
        var all = await One(connection, after, end, ct);
        while (all.Through < end && _stretches.TryGetValue(all.Through, out var next)
            && next is { IsValueCreated: true, Value: { IsCompletedSuccessfully: true, Result: var more } }
            && more.Through <= end)
            all = all.With(more);
        return all;
    }

    private async Task<Stretch> One(NpgsqlConnection connection, long after, long end, CancellationToken ct)
    {
        var mine = new Lazy<Task<Stretch>>(() => Read(connection, after, end, ct));
        var stretch = _stretches.GetOrAdd(after, mine);
        if (stretch == mine)
        {
            _order.Enqueue(after);
            if (_order.Count > MostStretches && _order.TryDequeue(out var oldest)) _stretches.TryRemove(oldest, out _);
        }
        try
        {
            // The reader waits for the end of its own read even when it is canceled,
            // since its connection must be free when it returns.
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
        await using var command = new NpgsqlCommand(Sql, connection)
        { Parameters = { new() { Value = after }, new() { Value = end } } };
        await using var reader = await command.ExecuteReaderAsync(ct);
        var places = new Dictionary<string, Places>(StringComparer.Ordinal);
        while (await reader.ReadAsync(ct)) places.Add(reader.GetString(0), new(reader.GetInt64(1), reader.GetInt64(2)));
        return new(end, places);
    }

    /// <summary>Where the events of a type are.</summary>
    /// <param name="First">The position of the first.</param>
    /// <param name="Last">The position of the last.</param>
    public readonly record struct Places(long First, long Last);

    /// <summary>What a stretch holds.</summary>
    public sealed class Stretch(long through, Dictionary<string, Places> places)
    {
        /// <summary>One that ends before the first position.</summary>
        public static Stretch None { get; } = new(0, []);

        /// <summary>Its last position.</summary>
        public long Through => through;

        /// <summary>The aliases of the types that it has events of.</summary>
        public IReadOnlySet<string> Types { get; } = places.Keys.ToHashSet(StringComparer.Ordinal);

        /// <summary>This one and the next.</summary>
        public Stretch With(Stretch next)
        {
            var all = new Dictionary<string, Places>(places, StringComparer.Ordinal);
            foreach (var type in next.Types)
                all[type] = all.TryGetValue(type, out var here)
                    ? here with { Last = next.Of(type).Last } : next.Of(type);
            return new(next.Through, all);
        }

        /// <summary>From where to where to look for events of some types after a position;
        /// null when there are none.</summary>
        public (long After, long Through)? Holding(IEnumerable<string> aliases, long after)
        {
            var (first, last) = (long.MaxValue, 0L);
            foreach (var alias in aliases)
                if (Types.Contains(alias))
                    (first, last) = (Math.Min(first, Of(alias).First), Math.Max(last, Of(alias).Last));
            return last > after ? (Math.Max(after, first - 1), last) : null;
        }

        private Places Of(string type) => places[type];
    }
}
