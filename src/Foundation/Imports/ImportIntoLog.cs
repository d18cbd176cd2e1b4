namespace PackageBilling.Foundation;

/// <summary>An import that is meant: its facts go into the log by COPY, one transaction for each commit.</summary>
/// <param name="source">The database.</param>
/// <param name="log">The log.</param>
/// <param name="keys">The keys of customers.</param>
/// <param name="hashes">The names of phone numbers.</param>
/// <param name="metadata">What the facts are stored with; its correlation id is the id of the import.</param>
public sealed class ImportIntoLog(
    NpgsqlDataSource source, IEventLog log, CustomerKeys keys, NumberHashes hashes, Func<EventMetadata> metadata)
    : IImportTarget
{
    private static readonly Dictionary<string, IReadOnlyList<StoredEvent>> None = [];

    /// <inheritdoc/>
    public Task<IReadOnlyDictionary<string, IReadOnlyList<StoredEvent>>> ReadStreams(
        IReadOnlyCollection<string> streamIds, CancellationToken ct) => log.ReadStreams(streamIds, ct);

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, IReadOnlyList<StoredEvent>> Unwritten(IReadOnlyCollection<string> streamIds) =>
        None;

    /// <inheritdoc/>
    public IEnumerable<T> Unwritten<T>() => [];

    /// <inheritdoc/>
    public Task<IReadOnlyDictionary<string, CustomerKey>> Keys(
        IReadOnlyCollection<string> customerIds, CancellationToken ct) => keys.Of(customerIds, ct);

    /// <inheritdoc/>
    public ValueTask<Func<string, string>> NumberHash(CancellationToken ct) => hashes.Ready(ct);

    /// <inheritdoc/>
    public async Task Commit(IEnumerable<IReadOnlyList<BulkEvent>> chunks, CancellationToken ct)
    {
        await using var connection = await source.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        var storedWith = metadata();
        foreach (var chunk in chunks)
        {
            var appended = await log.AppendBulk(connection, chunk, storedWith, ct);
            if (appended.Conflicts.Count > 0)
                throw new StreamConflictException(appended.Conflicts.Order(StringComparer.Ordinal).First(), 0, 0);
        }
        await transaction.CommitAsync(CancellationToken.None);
    }
}
