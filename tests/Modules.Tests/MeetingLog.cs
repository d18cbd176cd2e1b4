namespace PackageBilling.Modules.Tests;

/// <summary>A log whose readers of a stream can be made to meet: each has read before any goes on,
/// so all decide on the same state.</summary>
internal sealed class MeetingLog(IEventLog log) : IEventLog
{
    private readonly TaskCompletionSource _allHaveRead = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private string? _prefix;
    private int _missing;

    /// <summary>The next readers of streams whose ids begin so wait for each other.</summary>
    public void Meet(string prefix, int readers) => (_missing, _prefix) = (readers, prefix);

    public async Task<IReadOnlyList<StoredEvent>> ReadStream(string streamId, CancellationToken ct)
    {
        var events = await log.ReadStream(streamId, ct);
        if (_prefix is null || !streamId.StartsWith(_prefix, StringComparison.Ordinal)) return events;
        if (Interlocked.Decrement(ref _missing) <= 0) _allHaveRead.TrySetResult();
        await _allHaveRead.Task.WaitAsync(ct);
        return events;
    }

    public Task<IReadOnlyList<StoredEvent>> ReadStream(
        string streamId, long afterVersion, int max, CancellationToken ct) =>
        log.ReadStream(streamId, afterVersion, max, ct);

    public Task<StoredEvent?> ReadLast(string streamId, CancellationToken ct) => log.ReadLast(streamId, ct);

    public Task<IReadOnlyList<StoredEvent>> ReadLast(
        IReadOnlyCollection<string> streamIds, long through, CancellationToken ct) =>
        log.ReadLast(streamIds, through, ct);

    public Task<IReadOnlyDictionary<string, IReadOnlyList<StoredEvent>>> ReadStreams(
        IReadOnlyCollection<(string StreamId, long FromVersion)> streams, CancellationToken ct) =>
        log.ReadStreams(streams, ct);

    public Task<IReadOnlyDictionary<string, IReadOnlyList<StoredEvent>>> ReadStreams(
        IReadOnlyCollection<string> streamIds, CancellationToken ct) =>
        log.ReadStreams(streamIds, ct);

    public Task<IReadOnlyList<long>> Append(
        IReadOnlyList<StreamAppend> appends, EventMetadata metadata,
        Func<NpgsqlConnection, CancellationToken, Task>? alongside, CancellationToken ct) =>
        log.Append(appends, metadata, alongside, ct);

    public Task<BulkAppended> AppendBulk(
        NpgsqlConnection connection, IReadOnlyList<BulkEvent> events, EventMetadata metadata, CancellationToken ct) =>
        log.AppendBulk(connection, events, metadata, ct);

    public IAsyncEnumerable<StoredEvent> ReadAll(
        long after, long through, IReadOnlyCollection<Type>? types, CancellationToken ct) =>
        log.ReadAll(after, through, types, ct);

    public Task<long> SafePosition(CancellationToken ct) => log.SafePosition(ct);

    public Task<long> Tail(CancellationToken ct) => log.Tail(ct);

    public Task<long> PositionAt(DateTimeOffset instant, CancellationToken ct) => log.PositionAt(instant, ct);
}
