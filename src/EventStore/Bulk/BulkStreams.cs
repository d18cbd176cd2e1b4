using System.Collections;

namespace PackageBilling.EventStore;

/// <summary>The streams of a bulk append, checked and moved on in one round trip however many they are.</summary>
internal sealed class BulkStreams
{
    private const string Begin = """
        INSERT INTO events.mt_streams (id, version, timestamp, created)
        SELECT s.id, s.count, $3, $3 FROM unnest($1, $2) AS s (id, count)
        ON CONFLICT (id) DO UPDATE SET version = excluded.version, timestamp = excluded.timestamp
        WHERE mt_streams.version = 0 RETURNING id
        """;

    // Mostly all were, and there is nothing more to say.
    private const string Continue = """
        WITH continued AS (
            UPDATE events.mt_streams AS m SET version = m.version + s.count, timestamp = $3
            FROM unnest($1, $2, $4) WITH ORDINALITY AS s (id, count, expected, n)
            WHERE m.id = s.id AND m.version = s.expected RETURNING s.n)
        SELECT CASE WHEN count(*) < cardinality($1) THEN coalesce(array_agg(n), '{}') END FROM continued
        """;

    private readonly List<Stream> _new = [], _known = [];

    private readonly record struct Stream(string Id, long Expected, long Count);

    /// <exception cref="ArgumentException">The events of a stream do not follow each other,
    /// or speak of different versions.</exception>
    public static BulkStreams Of(IReadOnlyList<BulkEvent> events)
    {
        var streams = new BulkStreams();
        var ids = new HashSet<string>(events.Count, StringComparer.Ordinal);
        for (int i = 0, next; i < events.Count; i = next)
        {
            var first = events[i];
            for (next = i + 1; next < events.Count && events[next].StreamId == first.StreamId; next++)
                if (events[next].ExpectedVersion != first.ExpectedVersion)
                    throw new ArgumentException($"{first.StreamId} is expected at two versions.", nameof(events));
            if (!ids.Add(first.StreamId))
                throw new ArgumentException(
                    $"The events of {first.StreamId} do not follow each other.", nameof(events));
            (first.ExpectedVersion == 0 ? streams._new : streams._known)
                .Add(new Stream(first.StreamId, first.ExpectedVersion, next - i));
        }
        // The order in which their rows are locked, so that two appends that overlap do not deadlock.
        streams._new.Sort((a, b) => string.CompareOrdinal(a.Id, b.Id));
        streams._known.Sort((a, b) => string.CompareOrdinal(a.Id, b.Id));
        return streams;
    }

    /// <summary>The streams that were not at the version expected.</summary>
    public async Task<HashSet<string>> Advance(NpgsqlConnection connection, DateTime now, CancellationToken ct)
    {
        await using var batch = new NpgsqlBatch(connection);
        if (_new.Count > 0)
            batch.BatchCommands.Add(Command(Begin, _new, now));
        if (_known.Count > 0)
        {
            batch.BatchCommands.Add(new(RowByRow.Begin));
            var advance = Command(Continue, _known, now);
            advance.Parameters.Add(new() { Value = _known.ConvertAll(s => s.Expected) });
            batch.BatchCommands.Add(advance);
            batch.BatchCommands.Add(new(RowByRow.End));
        }
        var conflicts = new HashSet<string>(StringComparer.Ordinal);
        await using var reader = await batch.ExecuteReaderAsync(ct);
        if (_new.Count > 0)
        {
            await NotBegun(reader, conflicts, ct);
            await reader.NextResultAsync(ct);
        }
        if (_known.Count > 0)
        {
            await reader.NextResultAsync(ct);
            await NotContinued(reader, conflicts, ct);
        }
        return conflicts;
    }

    private async Task NotBegun(NpgsqlDataReader reader, HashSet<string> conflicts, CancellationToken ct)
    {
        var begun = new HashSet<string>(_new.Count, StringComparer.Ordinal);
        while (await reader.ReadAsync(ct)) begun.Add(reader.GetString(0));
        if (begun.Count == _new.Count) return;
        foreach (var stream in _new) if (!begun.Contains(stream.Id)) conflicts.Add(stream.Id);
    }

    private async Task NotContinued(NpgsqlDataReader reader, HashSet<string> conflicts, CancellationToken ct)
    {
        await reader.ReadAsync(ct);
        if (reader.IsDBNull(0)) return;
        var continued = new BitArray(_known.Count);
        foreach (var n in reader.GetFieldValue<long[]>(0)) continued[(int)n - 1] = true;
        for (var n = 0; n < _known.Count; n++) if (!continued[n]) conflicts.Add(_known[n].Id);
    }

    private static NpgsqlBatchCommand Command(string sql, List<Stream> streams, DateTime now) => new(sql)
    {
        Parameters =
        {
            new() { Value = streams.ConvertAll(s => s.Id), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Varchar },
            new() { Value = streams.ConvertAll(s => s.Count) },
            new() { Value = now },
        },
    };
}
