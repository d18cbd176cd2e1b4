using System.Runtime.CompilerServices;
using Npgsql;
using NpgsqlTypes;

namespace PackageBilling.EventStore;

/// <summary>The log in PostgreSQL tables of Marten's layout.</summary>
internal sealed class PostgresEventLog(
    NpgsqlDataSource source, EventTypes types, EventPages pages, SafePositions positions, LogHead head) : IEventLog
{
    private const string Insert = """
        INSERT INTO events.mt_events
            (seq_id, id, stream_id, version, data, type, timestamp, mt_dotnet_type, correlation_id, causation_id, headers)
        SELECT nextval('events.mt_events_sequence'), e.id, e.stream_id, e.version, e.data, e.type, $7, e.dotnet_type, $8, $9, $10
        FROM unnest($1, $2, $3, $4, $5, $6) AS e (id, stream_id, version, data, type, dotnet_type)
        RETURNING seq_id
        """;

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
        IReadOnlyList<long> given = [];
        if (some)
        {
            var versions = await StreamHeads.Advance(connection, appends, metadata.RecordedAt.UtcDateTime, ct);
            // Numbers are taken after the rows are locked, so within a stream their order is the order of versions.
            given = await InsertEvents(connection, appends, versions, metadata, ct);
        }
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

    public Task<IReadOnlyList<StoredEvent>> ReadStream(string streamId, CancellationToken ct) => ReadStream(streamId, 0, int.MaxValue, ct);

    public Task<IReadOnlyList<StoredEvent>> ReadStream(string streamId, long afterVersion, int max, CancellationToken ct) =>
        Read("stream_id = $1 AND version > $2 ORDER BY version LIMIT $3", [streamId, afterVersion, max], ct);

    public async Task<IReadOnlyDictionary<string, IReadOnlyList<StoredEvent>>> ReadStreams(IReadOnlyCollection<string> streamIds, CancellationToken ct)
    {
        var streams = new Dictionary<string, IReadOnlyList<StoredEvent>>(StringComparer.Ordinal);
        if (streamIds.Count == 0) return streams;
        foreach (var stream in await Read("stream_id = ANY ($1::varchar[]) ORDER BY stream_id, version", [streamIds.ToArray()], ct))
            if (streams.TryGetValue(stream.StreamId, out var known)) ((List<StoredEvent>)known).Add(stream);
            else streams.Add(stream.StreamId, new List<StoredEvent> { stream });
        return streams;
    }

    public async Task<StoredEvent?> ReadLast(string streamId, CancellationToken ct) =>
        (await Read("stream_id = $1 ORDER BY version DESC LIMIT 1", [streamId], ct)).SingleOrDefault();

    // Within a stream positions grow with versions, so the version is found by halving, for all streams at once.
    public Task<IReadOnlyList<StoredEvent>> ReadLast(IReadOnlyCollection<string> streamIds, long through, CancellationToken ct) => Query($"""
        WITH RECURSIVE search (name, low, high) AS (
            SELECT s.id, 0::bigint, s.version FROM events.mt_streams s WHERE s.id = ANY ($1) AND s.version > 0
            UNION ALL
            SELECT name, CASE WHEN seq_id <= $2 THEN middle ELSE low END, CASE WHEN seq_id <= $2 THEN high ELSE middle - 1 END
            FROM search
            CROSS JOIN LATERAL (SELECT (low + high + 1) / 2 AS middle) m
            CROSS JOIN LATERAL (SELECT seq_id FROM events.mt_events WHERE stream_id = name AND version = middle) e
            WHERE low < high)
        SELECT {EventRow.Columns} FROM search JOIN events.mt_events e ON e.stream_id = name AND e.version = low AND e.seq_id <= $2
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

    public IAsyncEnumerable<StoredEvent> ReadAll(long after, long through, IReadOnlyCollection<Type>? types, CancellationToken ct) =>
        Read(after, through, types, (connection, from, to, aliases) => pages.ReadEvents(connection, from, to, aliases, ct), ct);

    public IAsyncEnumerable<StoredFact> ReadFacts(long after, long through, IReadOnlyCollection<Type>? types, CancellationToken ct) =>
        Read(after, through, types, (connection, from, to, aliases) => pages.ReadFacts(connection, from, to, aliases, ct), ct);

    private async IAsyncEnumerable<T> Read<T>(
        long after, long through, IReadOnlyCollection<Type>? types, Func<NpgsqlConnection, long, long, string[]?, Task<Page<T>>> read,
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

    public Task<long> SafePosition(CancellationToken ct) => positions.Current(ct);

    public Task<long> Tail(CancellationToken ct) => Number("SELECT coalesce(max(seq_id), 0) FROM events.mt_events", null, ct);

    public Task<long> PositionAt(DateTimeOffset instant, CancellationToken ct) => Number(
        "SELECT coalesce((SELECT position FROM events.marks WHERE instant <= $1 ORDER BY instant DESC LIMIT 1), 0)",
        instant.UtcDateTime, ct);

    private async Task<long> Number(string sql, DateTime? parameter, CancellationToken ct)
    {
        await using var command = source.CreateCommand(sql);
        if (parameter is { } value) command.Parameters.Add(new() { Value = value });
        return (long)(await command.ExecuteScalarAsync(ct))!;
    }

    private async Task<IReadOnlyList<long>> InsertEvents(
        NpgsqlConnection connection,
        IReadOnlyList<StreamAppend> appends,
        Dictionary<string, long> versions,
        EventMetadata metadata,
        CancellationToken ct)
    {
        var rows = appends
            .SelectMany(a => a.Events.Select((e, i) => (a.StreamId, Version: versions[a.StreamId] - a.Events.Count + i + 1, Event: e)))
            .ToList();
        await using var insert = new NpgsqlCommand(Insert, connection)
        {
            Parameters =
            {
                new() { Value = rows.ConvertAll(_ => Ids.NewGuid(metadata.RecordedAt)) },
                new() { Value = rows.ConvertAll(r => r.StreamId), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Varchar },
                new() { Value = rows.ConvertAll(r => r.Version) },
                new() { Value = rows.ConvertAll(r => EventJson.Write(r.Event)), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Jsonb },
                new() { Value = rows.ConvertAll(r => types.AliasOf(r.Event.GetType())), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Varchar },
                new() { Value = rows.ConvertAll(r => DotNetType.NameOf(r.Event.GetType())), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Varchar },
                new() { Value = metadata.RecordedAt.UtcDateTime },
                new() { Value = (object?)metadata.CorrelationId ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Varchar },
                new() { Value = (object?)metadata.CausationId ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Varchar },
                new() { Value = Headers.Write(metadata), NpgsqlDbType = NpgsqlDbType.Jsonb },
            },
        };
        await using var reader = await insert.ExecuteReaderAsync(ct);
        var given = new long[rows.Count];
        for (var i = 0; await reader.ReadAsync(ct); i++) given[i] = reader.GetInt64(0);
        return given;
    }
}

/// <summary>The name under which Marten finds a type again.</summary>
internal static class DotNetType
{
    public static string NameOf(Type type) => $"{type.FullName}, {type.Assembly.GetName().Name}";
}
