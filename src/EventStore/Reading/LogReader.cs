using System.Runtime.CompilerServices;

namespace PackageBilling.EventStore;

/// <summary>
/// Reads the log where Marten has no counterpart or a slower one: many streams at once, a stream's newest event, the
/// whole log page by page.
/// </summary>
internal sealed class LogReader(NpgsqlDataSource source, EventTypes types, EventPages pages)
{
    public Task<IReadOnlyList<StoredEvent>> ReadStream(
        string streamId, long afterVersion, int max, CancellationToken ct) =>
        Read("stream_id = $1 AND version > $2 ORDER BY version LIMIT $3", [streamId, afterVersion, max], ct);

    public async Task<IReadOnlyDictionary<string, IReadOnlyList<StoredEvent>>> ReadStreams(
        IReadOnlyCollection<string> streamIds, CancellationToken ct) => streamIds.Count == 0 ? ByStream([])
        : ByStream(await Read(
            "stream_id = ANY ($1::varchar[]) ORDER BY stream_id, version", [streamIds.ToArray()], ct));

    public async Task<IReadOnlyDictionary<string, IReadOnlyList<StoredEvent>>> ReadStreams(
        IReadOnlyCollection<(string StreamId, long FromVersion)> streams, CancellationToken ct) => streams.Count == 0
        ? ByStream([])
        : ByStream(await Query($"""
            SELECT {EventRow.Columns} FROM unnest($1::varchar[], $2::bigint[]) AS s (name, least)
            CROSS JOIN LATERAL (
                SELECT * FROM events.mt_events WHERE stream_id = s.name AND version >= s.least
                ORDER BY version) e
            ORDER BY stream_id, version
            """,
            [streams.Select(stream => stream.StreamId).ToArray(),
                streams.Select(stream => stream.FromVersion).ToArray()], ct));

    private static Dictionary<string, IReadOnlyList<StoredEvent>> ByStream(IEnumerable<StoredEvent> events)
    {
        var streams = new Dictionary<string, IReadOnlyList<StoredEvent>>(StringComparer.Ordinal);
        foreach (var stored in events)
            if (streams.TryGetValue(stored.StreamId, out var known)) ((List<StoredEvent>)known).Add(stored);
            else streams.Add(stored.StreamId, new List<StoredEvent> { stored });
        return streams;
    }

    public async Task<StoredEvent?> ReadLast(string streamId, CancellationToken ct) =>
        (await Read("stream_id = $1 ORDER BY version DESC LIMIT 1", [streamId], ct)).SingleOrDefault();

    // Within a stream positions grow with versions, so the version is found by halving, for all streams at once.
    public Task<IReadOnlyList<StoredEvent>> ReadLast(
        IReadOnlyCollection<string> streamIds, long through, CancellationToken ct) => Query($"""
            WITH RECURSIVE search (name, low, high) AS (
                SELECT s.id, 0::bigint, s.version FROM events.mt_streams s WHERE s.id = ANY ($1) AND s.version > 0
                UNION ALL
                SELECT name, CASE WHEN seq_id <= $2 THEN middle ELSE low END, CASE WHEN seq_id <= $2 THEN high
                    ELSE middle - 1 END
                FROM search
                CROSS JOIN LATERAL (SELECT (low + high + 1) / 2 AS middle) m
                CROSS JOIN LATERAL (SELECT seq_id FROM events.mt_events WHERE stream_id = name AND version = middle) e
                WHERE low < high)
            SELECT {EventRow.Columns} FROM search JOIN events.mt_events e ON e.stream_id = name AND e.version = low
                AND e.seq_id <= $2
            WHERE low = high AND low > 0
            """, [streamIds.ToArray(), through], ct);

    private Task<IReadOnlyList<StoredEvent>> Read(string where, object[] values, CancellationToken ct) =>
        Query($"SELECT {EventRow.Columns} FROM events.mt_events WHERE {where}", values, ct);

    private async Task<IReadOnlyList<StoredEvent>> Query(string sql, object[] values, CancellationToken ct)
    {
        await using var connection = await source.OpenConnectionAsync(ct);
        await using var command = new NpgsqlCommand(sql, connection);
        foreach (var value in values) command.Parameters.Add(new() { Value = value });
        await using var reader = await command.ExecuteReaderAsync(ct);
        var row = new EventRow(types);
        var events = new List<StoredEvent>();
        while (await reader.ReadAsync(ct)) events.Add(row.Read(reader));
        return events;
    }

    public IAsyncEnumerable<StoredEvent> ReadAll(
        long after, long through, IReadOnlyCollection<Type>? types, CancellationToken ct) =>
        Read(after, through, types,
            (connection, from, to, aliases) => pages.ReadEvents(connection, from, to, aliases, ct), ct);

    public IAsyncEnumerable<StoredFact> ReadFacts(
        long after, long through, IReadOnlyCollection<Type>? types, CancellationToken ct) =>
        Read(after, through, types,
            (connection, from, to, aliases) => pages.ReadFacts(connection, from, to, aliases, ct), ct);

    private async IAsyncEnumerable<T> Read<T>(
        long after, long through, IReadOnlyCollection<Type>? types,
        Func<NpgsqlConnection, long, long, string[]?, Task<Page<T>>> read,
        [EnumeratorCancellation] CancellationToken ct)
    {
        through = Math.Min(through, await Tail(ct));
        if (after >= through) yield break;
        var aliases = types is null ? null : pages.Aliases(types);
        await using var connection = await source.OpenConnectionAsync(ct);
        var next = read(connection, after, through, aliases);
        try
        {
            while (true)
            {
                var page = await next;
                // The database reads the next page while this one is being used.
                if (page.Through < through) next = read(connection, page.Through, through, aliases);
                foreach (var one in page.Events) yield return one;
                if (page.Through >= through) yield break;
            }
        }
        finally
        {
            await ((Task)next).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    public Task<long> Tail(CancellationToken ct) =>
        Number("SELECT coalesce(max(seq_id), 0) FROM events.mt_events", null, ct);

    public Task<long> PositionAt(DateTimeOffset instant, CancellationToken ct) => Number(
        "SELECT coalesce((SELECT position FROM events.marks WHERE instant <= $1 ORDER BY instant DESC LIMIT 1), 0)",
        instant.UtcDateTime, ct);

    private async Task<long> Number(string sql, DateTime? parameter, CancellationToken ct)
    {
        await using var command = source.CreateCommand(sql);
        if (parameter is { } value) command.Parameters.Add(new() { Value = value });
        return (long)(await command.ExecuteScalarAsync(ct))!;
    }
}
