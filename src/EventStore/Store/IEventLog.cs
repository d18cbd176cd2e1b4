using System.Runtime.CompilerServices;

namespace PackageBilling.EventStore;

/// <summary>
/// The log of events, the product's only truth. Positions are numbers of one sequence: they grow, they may have holes,
/// and an event's position never changes.
/// </summary>
public interface IEventLog
{
    /// <summary>The whole history of one stream in the order of its versions;
    /// empty when the stream does not exist.</summary>
    Task<IReadOnlyList<StoredEvent>> ReadStream(string streamId, CancellationToken ct);

    /// <summary>A part of a stream: at most <paramref name="max"/> events with versions above
    /// <paramref name="afterVersion"/>, in order.</summary>
    Task<IReadOnlyList<StoredEvent>> ReadStream(string streamId, long afterVersion, int max, CancellationToken ct);

    /// <summary>
    /// The whole histories of several streams, each in the order of its versions; a stream that does not exist is left
    /// out. One round trip for all: for those who decide about many streams at once.
    /// </summary>
    Task<IReadOnlyDictionary<string, IReadOnlyList<StoredEvent>>> ReadStreams(
        IReadOnlyCollection<string> streamIds, CancellationToken ct);

    /// <summary>The same from a version on for each stream.</summary>
    Task<IReadOnlyDictionary<string, IReadOnlyList<StoredEvent>>> ReadStreams(
        IReadOnlyCollection<(string StreamId, long FromVersion)> streams, CancellationToken ct);

    /// <summary>A stream's newest event, null when the stream does not exist. As cheap for a long stream as
    /// for a short one.</summary>
    Task<StoredEvent?> ReadLast(string streamId, CancellationToken ct);

    /// <summary>
    /// Each stream's newest event at or below a position, in no order; streams that had none by then are left out. As
    /// cheap for a position of long ago as for a recent one.
    /// </summary>
    Task<IReadOnlyList<StoredEvent>> ReadLast(
        IReadOnlyCollection<string> streamIds, long through, CancellationToken ct);

    /// <summary>
    /// Appends to one or more streams in one transaction: all or nothing. Every stream is checked against its expected
    /// version first. An append without events still runs <paramref name="alongside"/> and checks nothing else.
    /// </summary>
    /// <param name="appends">What to append, each stream once.</param>
    /// <param name="metadata">Who, why, when: stored with every event.</param>
    /// <param name="alongside">
    /// Further statements of the same transaction, run before numbers are taken; null for none. It must not wait for
    /// anything but the database.
    /// </param>
    /// <param name="ct">Cancels before the commit; after it the events are there.</param>
    /// <returns>The positions given, in the order of the events; empty when there was none.</returns>
    /// <exception cref="StreamConflictException">A stream is not at the version expected;
    /// nothing was written.</exception>
    Task<IReadOnlyList<long>> Append(
        IReadOnlyList<StreamAppend> appends,
        EventMetadata metadata,
        Func<NpgsqlConnection, CancellationToken, Task>? alongside,
        CancellationToken ct);

    /// <summary>
    /// Appends many events by binary COPY inside the caller's open transaction on <paramref name="connection"/>.
    /// Streams that are not at the version expected are left out and named in the result, so that the caller can decide
    /// them again; rows of the others stay locked until the transaction ends,
    /// so no one else can append to them meanwhile.
    /// </summary>
    Task<BulkAppended> AppendBulk(
        NpgsqlConnection connection,
        IReadOnlyList<BulkEvent> events,
        EventMetadata metadata,
        CancellationToken ct);

    /// <summary>
    /// All events with after &lt; position &lt;= through, in the order of positions, of the given types (null: all),
    /// streamed. Exact only up to the <see cref="SafePosition"/>.
    /// </summary>
    IAsyncEnumerable<StoredEvent> ReadAll(
        long after, long through, IReadOnlyCollection<Type>? types, CancellationToken ct);

    /// <summary>
    /// The same events as <see cref="ReadAll"/> without what is stored beside them, which for many is as much again:
    /// for those who fold the log.
    /// </summary>
    async IAsyncEnumerable<StoredFact> ReadFacts(
        long after, long through, IReadOnlyCollection<Type>? types, [EnumeratorCancellation] CancellationToken ct)
    {
        await foreach (var stored in ReadAll(after, through, types, ct)) yield return stored.ToFact();
    }

    /// <summary>
    /// The highest position P such that every event at or below P is committed or can never appear
    /// (architecture: "The log"). While an append in progress may still fill a gap,
    /// it is the position below the gap; transactions that do not append hold nothing back.
    /// </summary>
    Task<long> SafePosition(CancellationToken ct);

    /// <summary>The highest committed position, 0 for an empty log. Gaps below it may still be undecided.</summary>
    Task<long> Tail(CancellationToken ct);

    /// <summary>
    /// The last safe position that was marked at or before <paramref name="instant"/>;
    /// 0 when there is no mark that old.
    /// </summary>
    Task<long> PositionAt(DateTimeOffset instant, CancellationToken ct);
}
