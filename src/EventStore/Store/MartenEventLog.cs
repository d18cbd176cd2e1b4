using JasperFx.Events;
using Marten;
using Marten.Exceptions;
using Marten.Services;

namespace PackageBilling.EventStore;

/// <summary>
/// The log: Marten keeps it. Bulk appends, the safe position and reading many events are the product's own, on Marten's
/// tables (docs/marten-and-wolverine.md says why).
/// </summary>
internal sealed class MartenEventLog(
    IDocumentStore store, NpgsqlDataSource source, EventTypes types, LogReader reader,
    SafePositions positions, LogHead head)
    : IEventLog
{
    public async Task<IReadOnlyList<long>> Append(
        IReadOnlyList<StreamAppend> appends,
        EventMetadata metadata,
        Func<NpgsqlConnection, CancellationToken, Task>? alongside,
        CancellationToken ct)
    {
        var some = appends.Any(a => a.Events.Count > 0);
        if (!some && alongside is null) return [];

        await using var connection = await source.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        if (alongside is not null)
        {
            await AppenderLock.TakeFor(connection, ct);
            await alongside(connection, ct);
        }
        var given = some ? await Write(transaction, appends, metadata, ct) : [];
        await transaction.CommitAsync(CancellationToken.None);
        if (some) head.Appended();
        return given;
    }

    public async Task<BulkAppended> AppendBulk(
        NpgsqlConnection connection, IReadOnlyList<BulkEvent> events, EventMetadata metadata, CancellationToken ct)
    {
        if (events.Count == 0) return new BulkAppended([], new HashSet<string>());
        await AppenderLock.TakeInOpenTransaction(connection, ct);
        var streams = BulkStreams.Of(events);
        var conflicts = await streams.Advance(connection, metadata.RecordedAt.UtcDateTime, ct);
        var given = await BulkCopy.Write(connection, events, conflicts, types, metadata, ct);
        return new BulkAppended(given, conflicts);
    }

    public Task<IReadOnlyList<StoredEvent>> ReadStream(string streamId, CancellationToken ct) =>
        ReadStream(streamId, 0, int.MaxValue, ct);

    public async Task<IReadOnlyList<StoredEvent>> ReadStream(
        string streamId, long afterVersion, int max, CancellationToken ct)
    {
        await using var session = store.QuerySession();
        try
        {
            var last = max == int.MaxValue ? 0 : afterVersion + max;
            var found = await session.Events.FetchStreamAsync(streamId, last, fromVersion: afterVersion + 1, token: ct);
            return [.. found.Select(MartenEvents.Unwrap)];
        }
        catch (Exception e)
            when (e is JasperFx.Events.UnknownEventTypeException or Marten.Exceptions.UnknownEventTypeException)
        {
            // Marten's error names the missing .NET class; the product's own reader names the event's position.
            return await reader.ReadStream(streamId, afterVersion, max, ct);
        }
    }

    public Task<IReadOnlyDictionary<string, IReadOnlyList<StoredEvent>>> ReadStreams(
        IReadOnlyCollection<string> streamIds, CancellationToken ct) => reader.ReadStreams(streamIds, ct);

    public Task<IReadOnlyDictionary<string, IReadOnlyList<StoredEvent>>> ReadStreams(
        IReadOnlyCollection<(string StreamId, long FromVersion)> streams, CancellationToken ct) =>
        reader.ReadStreams(streams, ct);

    public Task<StoredEvent?> ReadLast(string streamId, CancellationToken ct) => reader.ReadLast(streamId, ct);

    public Task<IReadOnlyList<StoredEvent>> ReadLast(
        IReadOnlyCollection<string> streamIds, long through, CancellationToken ct) =>
        reader.ReadLast(streamIds, through, ct);

    public IAsyncEnumerable<StoredEvent> ReadAll(
        long after, long through, IReadOnlyCollection<Type>? types, CancellationToken ct) =>
        reader.ReadAll(after, through, types, ct);

    public IAsyncEnumerable<StoredFact> ReadFacts(
        long after, long through, IReadOnlyCollection<Type>? types, CancellationToken ct) =>
        reader.ReadFacts(after, through, types, ct);

    public Task<long> SafePosition(CancellationToken ct) => positions.Current(ct);

    public Task<long> Tail(CancellationToken ct) => reader.Tail(ct);

    public Task<long> PositionAt(DateTimeOffset instant, CancellationToken ct) => reader.PositionAt(instant, ct);

    private async Task<IReadOnlyList<long>> Write(
        NpgsqlTransaction transaction,
        IReadOnlyList<StreamAppend> appends,
        EventMetadata metadata,
        CancellationToken ct)
    {
        var connection = transaction.Connection!;
        var versions = await StreamRows.TakeFor(connection, appends, ct);
        await using var session = store.LightweightSession(SessionOptions.ForTransaction(transaction));
        var written = new List<IEvent>();
        foreach (var append in appends.Where(a => a.Events.Count > 0))
        {
            IEvent[] wrapped = [.. append.Events.Select(data => MartenEvents.Wrap(session, data, metadata))];
            var expected = append.ExpectedVersion ?? versions[append.StreamId];
            session.Events.Append(append.StreamId, expected + wrapped.Length, wrapped.Cast<object>());
            written.AddRange(wrapped);
        }
        try
        {
            await session.SaveChangesAsync(ct);
        }
        catch (Exception e) when (ConflictIn(e))
        {
            await transaction.RollbackAsync(ct);
            throw await Conflict(connection, appends, ct);
        }
        return written.ConvertAll(e => e.Sequence);
    }

    // The second occurs when two writers create the same stream at the same time.
    private static bool ConflictIn(Exception e) => e is EventStreamUnexpectedMaxEventIdException
        || (e as PostgresException ?? e.InnerException) is PostgresException
        {
            SqlState: PostgresErrorCodes.UniqueViolation, SchemaName: MartenStore.Events,
        };

    // The transaction has failed, so it is rolled back before the current versions are read.
    private static async Task<StreamConflictException> Conflict(
        NpgsqlConnection connection, IReadOnlyList<StreamAppend> appends, CancellationToken ct)
    {
        foreach (var append in appends)
        {
            var actual = await StreamVersion.Now(connection, append.StreamId, ct);
            if (append.ExpectedVersion is { } expected && actual != expected)
                return new(append.StreamId, expected, actual);
        }
        var (first, there) = (appends[0], await StreamVersion.Now(connection, appends[0].StreamId, ct));
        return new(first.StreamId, first.ExpectedVersion ?? 0, there);
    }
}
