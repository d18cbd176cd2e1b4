using PackageBilling.EventStore;

namespace PackageBilling.Billing;

/// <summary>
/// Whether each stream is at the version that its events say, and each event's stream is there: versions decide who may append. Reads
/// streams page by page, each in one short statement, so what is written meanwhile is seen whole or not at all.
/// </summary>
internal sealed class StreamCheck(LogInspection inspection)
{
    // By the type of the first event: streams that begin alike are of one type.
    private readonly Dictionary<string, string> _types = new(StringComparer.Ordinal);

    public Fault? Found { get; private set; }

    public async Task Run(CancellationToken ct)
    {
        for (string? after = ""; after is not null && Found is null;) after = await Check(after, ct);
        if (Found is null) await CheckTotals(ct);
    }

    /// <returns>The last stream of the page; null when there was none.</returns>
    private async Task<string?> Check(string after, CancellationToken ct)
    {
        var page = await inspection.Streams(after, AuditLimits.StreamsPerRead, ct);
        foreach (var stream in page) Found ??= FaultOf(stream);
        return page.Count == 0 ? null : page[^1].Id;
    }

    private Fault? FaultOf(InspectedStream stream)
    {
        if (stream.Version != stream.NewestVersion || stream.Events != stream.NewestVersion)
            return Of($"stream {stream.Id} is not at the version that its events say",
                CanonicalText.Of(stream.Version), CanonicalText.Of(stream.NewestVersion));
        // A row at version 0 is what a check of a stream that does not exist leaves behind; it says nothing.
        return stream.NewestVersion == 0 ? null
            : stream.FirstEventType is not { } first ? Of($"stream {stream.Id} has no event at version 1", null, null)
            : FaultOf(stream.Id, stream.Type, stream.IsPlain, first);
    }

    private Fault? FaultOf(string id, string? type, bool isPlain, string first)
    {
        if (!isPlain) return Of($"stream {id} is said to be archived, or another tenant's", null, null);
        if (type is null || !IsNamedAfter(id, type)) return Of($"stream {id} is said to be of another type", type, null);
        return _types.TryAdd(first, type) || _types[first] == type ? null : Of($"stream {id} is said to be of another type", type, _types[first]);
    }

    private static bool IsNamedAfter(string id, string type) => type == Streams.PartType
        ? id.StartsWith($"{Streams.RunType}-", StringComparison.Ordinal) && id.Contains("-part-", StringComparison.Ordinal)
        : id == type || id.StartsWith($"{type}-", StringComparison.Ordinal);

    private async Task CheckTotals(CancellationToken ct)
    {
        var (events, versions) = await inspection.Totals(ct);
        if (events != versions && await inspection.EventWithoutStream(ct) is var (id, position))
            Found = new("streams", $"stream {id} has events and is gone", position, null, null, id);
    }

    private static Fault Of(string what, string? stored, string? recomputed) => new("streams", what, null, null, stored, recomputed);
}
