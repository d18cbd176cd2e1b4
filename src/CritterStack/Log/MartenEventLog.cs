using System.Runtime.CompilerServices;
using JasperFx.Events;
using Marten;
using Marten.Events;
using Marten.Events.Archiving;
using Marten.Exceptions;
using Marten.Services;
using Npgsql;
using PackageBilling.EventStore;

namespace PackageBilling.CritterStack;

/// <summary>
/// The log through Marten: it writes what is appended and reads streams and the log. What Marten has no exact or no transactional form
/// of is the product's own, on the same tables: bulk appends, the safe position, a stream's newest event at a position.
/// </summary>
internal sealed class MartenEventLog(IDocumentStore store, NpgsqlDataSource source, EventTypes types, PostgresEventLog own, LogHead head) : IEventLog
{
    public async Task<IReadOnlyList<long>> Append(
        IReadOnlyList<StreamAppend> appends,
        EventMetadata metadata,
        Func<NpgsqlConnection, CancellationToken, Task>? alongside,
        CancellationToken ct)
    {
        var some = appends.Where(a => a.Events.Count > 0).ToList();
        // Without events there is nothing for Marten to do.
        if (some.Count == 0) return await own.Append(appends, metadata, alongside, ct);

        await using var connection = await source.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        if (alongside is not null)
        {
            await AppenderLock.TakeFor(connection, ct);
            await alongside(connection, ct);
        }
        await StreamLocks.Take(connection, appends, metadata.RecordedAt.UtcDateTime, ct);
        var given = await Write(transaction, some, metadata, ct);
        await transaction.CommitAsync(CancellationToken.None);
        head.Appended();
        return given;
    }

    // Marten's COPY is for loading an empty store: it opens a connection of its own, so it cannot be part of the run's transaction, checks no
    // version, and moves the high-water mark past numbers that others may still be about to use.
    public Task<BulkAppended> AppendBulk(
        NpgsqlConnection connection, IReadOnlyList<BulkEvent> events, EventMetadata metadata, CancellationToken ct) =>
        own.AppendBulk(connection, events, metadata, ct);

    public Task<IReadOnlyList<StoredEvent>> ReadStream(string streamId, CancellationToken ct) => ReadStream(streamId, 0, int.MaxValue, ct);

    public Task<IReadOnlyList<StoredEvent>> ReadStream(string streamId, long afterVersion, int max, CancellationToken ct) => Read(
        events => events.Where(e => e.StreamKey == streamId && e.Version > afterVersion).OrderBy(e => e.Version).Take(max),
        () => own.ReadStream(streamId, afterVersion, max, ct), ct);

    public async Task<IReadOnlyDictionary<string, IReadOnlyList<StoredEvent>>> ReadStreams(IReadOnlyCollection<string> streamIds, CancellationToken ct)
    {
        if (streamIds.Count == 0) return new Dictionary<string, IReadOnlyList<StoredEvent>>();
        var wanted = streamIds.ToArray();
        var found = await Read(events => events.Where(e => e.StreamKey!.IsOneOf(wanted)).OrderBy(e => e.StreamKey).ThenBy(e => e.Version),
            async () => [.. (await own.ReadStreams(wanted, ct)).Values.SelectMany(stream => stream)], ct);
        return found.GroupBy(e => e.StreamId, StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => (IReadOnlyList<StoredEvent>)[.. g], StringComparer.Ordinal);
    }

    public async Task<StoredEvent?> ReadLast(string streamId, CancellationToken ct) =>
        (await Read(events => events.Where(e => e.StreamKey == streamId).OrderByDescending(e => e.Version).Take(1),
            async () => await own.ReadLast(streamId, ct) is { } last ? [last] : [], ct)).SingleOrDefault();

    // Found by halving, for all streams at once; Marten would read each history.
    public Task<IReadOnlyList<StoredEvent>> ReadLast(IReadOnlyCollection<string> streamIds, long through, CancellationToken ct) =>
        own.ReadLast(streamIds, through, ct);

    public async IAsyncEnumerable<StoredEvent> ReadAll(
        long after, long through, IReadOnlyCollection<Type>? types, [EnumeratorCancellation] CancellationToken ct)
    {
        if (types is { Count: 0 }) yield break;
        var wanted = types?.ToArray();
        through = Math.Min(through, await Tail(ct));
        // Positions are bounded on both sides, as the default adapter's are and for the same reason.
        for (long reached; after < through; after = reached)
        {
            var (from, to) = (after, reached = Math.Min(through, after + Limits.WindowPositions));
            var page = await Read(events => (wanted is null
                ? events.Where(e => e.Sequence > from && e.Sequence <= to)
                : events.Where(e => e.Sequence > from && e.Sequence <= to && e.EventTypesAre(wanted))).OrderBy(e => e.Sequence),
                async () => await own.ReadAll(from, to, types, ct).ToListAsync(ct), ct);
            foreach (var stored in page) yield return stored;
        }
    }

    public Task<long> SafePosition(CancellationToken ct) => own.SafePosition(ct);

    public Task<long> Tail(CancellationToken ct) => own.Tail(ct);

    public Task<long> PositionAt(DateTimeOffset instant, CancellationToken ct) => own.PositionAt(instant, ct);

    private async Task<long[]> Write(NpgsqlTransaction transaction, List<StreamAppend> appends, EventMetadata metadata, CancellationToken ct)
    {
        await using var session = store.LightweightSession(SessionOptions.ForTransaction(transaction));
        var written = new List<IEvent>();
        foreach (var append in appends)
        {
            var wrapped = append.Events.Select(fact => MartenEvents.Wrap(session, fact, metadata)).ToArray();
            session.Events.Append(append.StreamId, wrapped.Cast<object>());
            written.AddRange(wrapped);
        }
        await session.SaveChangesAsync(ct);
        return [.. written.Select(e => e.Sequence)];
    }

    // Of an event that this version does not know Marten names the .NET type and not the position; the product's reader says which it is.
    private async Task<IReadOnlyList<StoredEvent>> Read(
        Func<IQueryable<IEvent>, IQueryable<IEvent>> wanted, Func<Task<IReadOnlyList<StoredEvent>>> byOwnReader, CancellationToken ct)
    {
        await using var session = store.QuerySession();
        try
        {
            var found = await wanted(session.Events.QueryAllRawEvents().Where(e => e.MaybeArchived())).ToListAsync(ct);
            return [.. found.Select(e => MartenEvents.Unwrap(e, types))];
        }
        catch (UnknownEventTypeException)
        {
            return await byOwnReader();
        }
    }
}
