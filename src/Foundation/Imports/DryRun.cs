using System.Security.Cryptography;

namespace PackageBilling.Foundation;

/// <summary>
/// An import that writes nothing, neither facts nor keys. What it has decided is read beside what the log says, so that
/// later rows and files are decided as if it were there.
/// </summary>
public sealed class DryRun(IEventLog log, CustomerKeys keys, NumberHashes hashes, EventMetadata metadata)
    : IImportTarget, IDisposable
{
    private readonly DecidedFacts _decided = new(metadata);
    private readonly byte[] _secret = RandomNumberGenerator.GetBytes(CustomerKey.KeyBytes);

    /// <inheritdoc/>
    public async Task<IReadOnlyDictionary<string, IReadOnlyList<StoredEvent>>> ReadStreams(
        IReadOnlyCollection<string> streamIds, CancellationToken ct)
    {
        var written = await log.ReadStreams(streamIds, ct);
        var unwritten = Unwritten(streamIds);
        if (unwritten.Count == 0) return written;
        var both = new Dictionary<string, IReadOnlyList<StoredEvent>>(written, StringComparer.Ordinal);
        foreach (var (streamId, events) in unwritten)
            both[streamId] = [.. both.GetValueOrDefault(streamId) ?? [], .. events];
        return both;
    }

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, IReadOnlyList<StoredEvent>> Unwritten(IReadOnlyCollection<string> streamIds)
    {
        var unwritten = new Dictionary<string, IReadOnlyList<StoredEvent>>(StringComparer.Ordinal);
        foreach (var streamId in streamIds)
            if (_decided.Of(streamId) is { Count: > 0 } events) unwritten[streamId] = events;
        return unwritten;
    }

    /// <inheritdoc/>
    public IEnumerable<T> Unwritten<T>() => _decided.Of<T>();

    /// <summary>The keys of customers; one that has none gets one that is forgotten with the dry run.</summary>
    public async Task<IReadOnlyDictionary<string, CustomerKey>> Keys(
        IReadOnlyCollection<string> customerIds, CancellationToken ct)
    {
        var known = await keys.Known(customerIds, ct);
        foreach (var customerId in customerIds)
            if (!known.ContainsKey(customerId)) known.Add(customerId, CustomerKey.Unstored(customerId, _secret));
        return known;
    }

    /// <inheritdoc/>
    public async ValueTask<Func<string, string>> NumberHash(CancellationToken ct) =>
        await hashes.Known(ct) ?? NumberHashes.Under(_secret);

    /// <inheritdoc/>
    public Task Commit(IEnumerable<IReadOnlyList<BulkEvent>> chunks, CancellationToken ct)
    {
        foreach (var chunk in chunks) _decided.Add(chunk);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public void Dispose() => _decided.Dispose();
}
