namespace PackageBilling.Auditing.Verify;

/// <summary>
/// Whether each stream is at the version that its events say, and whether each event's stream exists: versions decide
/// who may append. Reads streams page by page, each page in one short statement, so a concurrent append is seen whole
/// or not at all.
/// </summary>
internal sealed class StreamCheck(LogInspection inspection)
{
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

    private static Fault? FaultOf(InspectedStream stream)
    {
        if (stream.Version != stream.NewestVersion || stream.Events != stream.NewestVersion)
            return Of($"stream {stream.Id} is not at the version that its events say",
                CanonicalText.Of(stream.Version), CanonicalText.Of(stream.NewestVersion));
        // Checking a stream that does not exist leaves a row at version 0 behind, which means nothing.
        return stream.NewestVersion == 0 ? null
            : !stream.HasFirst ? Of($"stream {stream.Id} has no event at version 1", null, null)
            : !stream.IsPlain ? Of(
                $"stream {stream.Id} is marked as archived, compacted, of a type or another tenant's", null, null)
            : null;
    }

    private async Task CheckTotals(CancellationToken ct)
    {
        var (events, versions) = await inspection.Totals(ct);
        if (events != versions && await inspection.EventWithoutStream(ct) is var (id, position))
            Found = new("streams", $"stream {id} has events and is gone", position, null, null, id);
    }

    private static Fault Of(string what, string? stored, string? recomputed) =>
        new("streams", what, null, null, stored, recomputed);
}
