namespace PackageBilling.Foundation;

/// <summary>States of streams that were read together.</summary>
public static class LoadedStreams
{
    /// <summary>A stream's state and version, as <see cref="CommandLog.Load"/> gives them
    /// for a single command.</summary>
    public static (TState? State, long Version) Fold<TState>(
        this IReadOnlyDictionary<string, IReadOnlyList<StoredEvent>> streams, string streamId,
        Func<TState?, object, TState?> evolve)
        where TState : class
    {
        if (!streams.TryGetValue(streamId, out var events)) return (null, 0);
        return (events.Aggregate((TState?)null, (state, stored) => evolve(state, stored.Data)), events[^1].Version);
    }
}
