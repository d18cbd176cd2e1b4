namespace PackageBilling.Foundation;

/// <summary>Makes what imports write to.</summary>
public sealed class ImportTargets(
    NpgsqlDataSource source, IEventLog log, CustomerKeys keys, NumberHashes hashes, RequestContext context,
    TimeProvider clock)
{
    /// <summary>The log. Every fact carries the id of the import.</summary>
    public ImportIntoLog IntoLog(string importId) => new(source, log, keys, hashes, () => Metadata(importId));

    /// <summary>Nothing.</summary>
    public DryRun DryRun(string importId) => new(log, keys, hashes, Metadata(importId));

    private EventMetadata Metadata(string importId) =>
        context.Metadata(clock.GetUtcNow()) with { CorrelationId = importId };
}
