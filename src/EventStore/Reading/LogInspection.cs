namespace PackageBilling.EventStore;

/// <summary>
/// Answers what a verification asks about the log as such: what its tables hold, and whether they agree with each
/// other. Each answer comes from one short statement, so it sees a concurrent append whole or not at all.
/// </summary>
public sealed class LogInspection(NpgsqlDataSource source)
{
    private const string StreamPage = """
        WITH page AS (
            SELECT id, version,
                (tenant_id = '*DEFAULT*' AND NOT is_archived AND type IS NULL
                    AND compacted_version = 0) IS TRUE AS is_plain
            FROM events.mt_streams WHERE id > $1 ORDER BY id LIMIT $2)
        SELECT p.id, coalesce(p.version, -1), p.is_plain, e.events, coalesce(e.newest, 0), f.version IS NOT NULL
        FROM page p
        LEFT JOIN LATERAL (
            SELECT count(*) AS events, max(version) AS newest FROM events.mt_events WHERE stream_id = p.id) e ON true
        LEFT JOIN events.mt_events f ON f.stream_id = p.id AND f.version = 1
        ORDER BY p.id
        """;

    private const string MarksThatAreWrong = """
        SELECT m.instant, m.position
        FROM (SELECT instant, position, lag(position) OVER (ORDER BY instant) AS earlier FROM events.marks) m
        WHERE m.position <= m.earlier OR m.position < 1
            OR m.position > (SELECT coalesce(max(seq_id), 0) FROM events.mt_events)
            OR EXISTS (SELECT FROM events.mt_events e WHERE e.seq_id = m.position AND e.timestamp > m.instant + $1)
        ORDER BY m.instant LIMIT 1
        """;

    /// <summary>A page of all streams in the order of their ids, each compared with its events.</summary>
    /// <param name="after">The last id of the page before; empty for the first page.</param>
    /// <param name="limit">How many streams to read at most.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<IReadOnlyList<InspectedStream>> Streams(string after, int limit, CancellationToken ct)
    {
        await using var command = Command(StreamPage, after, limit);
        await using var row = await command.ExecuteReaderAsync(ct);
        var page = new List<InspectedStream>();
        while (await row.ReadAsync(ct))
            page.Add(new(
                row.GetString(0), row.GetInt64(1), row.GetBoolean(2), row.GetInt64(3),
                row.GetInt64(4), row.GetBoolean(5)));
        return page;
    }

    /// <summary>How many events there are, and how many the versions of all streams add up to.</summary>
    public async Task<(long Events, long Versions)> Totals(CancellationToken ct)
    {
        await using var command = Command("""
            SELECT (SELECT count(*) FROM events.mt_events),
                (SELECT coalesce(sum(version), 0) FROM events.mt_streams)::bigint
            """);
        await using var row = await command.ExecuteReaderAsync(ct);
        await row.ReadAsync(ct);
        return (row.GetInt64(0), row.GetInt64(1));
    }

    /// <summary>The first event whose stream has no row; null when there is none. Reads the whole log.</summary>
    public async Task<(string StreamId, long Position)?> EventWithoutStream(CancellationToken ct)
    {
        await using var command = Command("""
            SELECT e.stream_id, e.seq_id FROM events.mt_events e
            WHERE NOT EXISTS (SELECT FROM events.mt_streams s WHERE s.id = e.stream_id) ORDER BY e.seq_id LIMIT 1
            """);
        await using var row = await command.ExecuteReaderAsync(ct);
        return await row.ReadAsync(ct) ? (row.GetString(0), row.GetInt64(1)) : null;
    }

    /// <summary>
    /// The first mark that cannot be true, because its position doesn't grow with its instant, the log hasn't reached
    /// it, or the event there was recorded later; null when all can.
    /// </summary>
    /// <param name="clockSkew">By how much an event's time may be ahead of the mark's.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<(DateTime Instant, long Position)?> WrongMark(TimeSpan clockSkew, CancellationToken ct)
    {
        await using var command = Command(MarksThatAreWrong, clockSkew);
        await using var row = await command.ExecuteReaderAsync(ct);
        return await row.ReadAsync(ct) ? (row.GetDateTime(0), row.GetInt64(1)) : null;
    }

    /// <summary>The lowest of these positions at which there is no event; null when there is one at each.</summary>
    public async Task<long?> PositionWithoutEvent(IEnumerable<long> positions, CancellationToken ct)
    {
        await using var command = Command("""
            SELECT p FROM unnest($1::bigint[]) AS p
            WHERE NOT EXISTS (SELECT FROM events.mt_events WHERE seq_id = p) ORDER BY p LIMIT 1
            """, positions.ToArray());
        return await command.ExecuteScalarAsync(ct) as long?;
    }

    /// <summary>Whether a stream's event at this version is the one at this position.</summary>
    public async Task<bool> HasEvent(string streamId, long version, long position, CancellationToken ct)
    {
        await using var command = Command(
            "SELECT 1 FROM events.mt_events WHERE stream_id = $1 AND version = $2 AND seq_id = $3",
            streamId, version, position);
        return await command.ExecuteScalarAsync(ct) is not null;
    }

    /// <summary>The highest version among a stream's events, whatever its own row says; 0 when it has none.</summary>
    public async Task<long> NewestVersion(string streamId, CancellationToken ct)
    {
        await using var command = Command(
            "SELECT coalesce(max(version), 0) FROM events.mt_events WHERE stream_id = $1", streamId);
        return (long)(await command.ExecuteScalarAsync(ct))!;
    }

    /// <summary>
    /// The stored JSON of a stream's event at a version, whatever it holds; null when there is no such event.
    /// </summary>
    public async Task<string?> Data(string streamId, long version, CancellationToken ct)
    {
        await using var command = Command(
            "SELECT data::text FROM events.mt_events WHERE stream_id = $1 AND version = $2", streamId, version);
        return await command.ExecuteScalarAsync(ct) as string;
    }

    /// <summary>
    /// The last position that was given out, whether or not its event was committed; 0 when none was.
    /// </summary>
    public async Task<long> LastPositionGiven(CancellationToken ct)
    {
        await using var command = Command(
            "SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM events.mt_events_sequence");
        return (long)(await command.ExecuteScalarAsync(ct))!;
    }

    private NpgsqlCommand Command(string sql, params object[] values)
    {
        var command = source.CreateCommand(sql);
        foreach (var value in values) command.Parameters.Add(new() { Value = value });
        return command;
    }
}
