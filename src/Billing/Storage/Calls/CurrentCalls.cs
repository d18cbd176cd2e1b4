namespace PackageBilling.Billing.Storage.Calls;

/// <summary>The calls of one event as they count at a position: as they were rated, or as they were corrected
/// last.</summary>
/// <param name="stored">The event that rated them.</param>
/// <param name="corrected">Those that were corrected by then, by their ids; null for a voided one.</param>
internal sealed class CurrentCalls(StoredEvent stored, IReadOnlyDictionary<string, CallOutcome?> corrected)
{
    /// <summary>The position of the event.</summary>
    public long Position => stored.Position;

    /// <summary>Its version in the customer's stream.</summary>
    public long Version => stored.Version;

    /// <summary>The calls as they were rated.</summary>
    public CallsRated Rated => (CallsRated)stored.Data;

    /// <summary>How a call of the event counts; null when it counts no more.</summary>
    public CallOutcome? Of(RatedCall call) =>
        corrected.TryGetValue(call.CallId, out var outcome) ? outcome : CallOutcome.Of(call);

    /// <summary>Whether a call of the event was corrected.</summary>
    public bool IsCorrected(RatedCall call) => corrected.ContainsKey(call.CallId);

    /// <summary>The calls of a span of dates that count, each with its place in the event.</summary>
    public IEnumerable<(int Place, RatedCall Call, CallOutcome Now)> Counting(DateOnly first, DateOnly last)
    {
        for (var place = 0; place < Rated.Calls.Count; place++)
            if (Rated.Calls[place] is var call && call.LocalDate >= first && call.LocalDate <= last
                && Of(call) is { } now)
                yield return (place, call, now);
    }
}
