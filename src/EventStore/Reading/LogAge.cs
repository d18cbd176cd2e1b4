using System.Diagnostics;

namespace PackageBilling.EventStore;

/// <summary>
/// Remembers when this process saw the log grow, and so tells for how long a reader at a position has been behind.
/// The time at which an event was recorded is no measure: an import records its events minutes before they are visible.
/// </summary>
internal sealed class LogAge
{
    /// <summary>Observations that are kept. When there are more, every other one is dropped,
    /// so older ones are coarser.</summary>
    private const int MostLooks = 600;

    /// <summary>Observations closer together than this count as one, since a shorter lag doesn't matter.</summary>
    private static readonly TimeSpan Apart = TimeSpan.FromMilliseconds(100);

    private readonly Lock _lock = new();
    private readonly List<(long Tail, long At)> _seen = [];

    /// <summary>The log's highest committed position was seen just now.</summary>
    public void Saw(long tail)
    {
        lock (_lock)
        {
            if (_seen.Count > 0 && (tail <= _seen[^1].Tail || Stopwatch.GetElapsedTime(_seen[^1].At) < Apart)) return;
            _seen.Add((tail, Stopwatch.GetTimestamp()));
            if (_seen.Count <= MostLooks) return;
            for (var i = _seen.Count - 2; i > 0; i -= 2) _seen.RemoveAt(i);
        }
    }

    /// <summary>For how long there has been something above a position; zero when there is nothing.</summary>
    public TimeSpan Of(long position)
    {
        lock (_lock)
        {
            foreach (var (tail, at) in _seen)
                if (tail > position) return Stopwatch.GetElapsedTime(at);
            return TimeSpan.Zero;
        }
    }
}
