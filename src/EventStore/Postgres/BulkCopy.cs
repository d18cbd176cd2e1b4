using Npgsql;
using NpgsqlTypes;

namespace PackageBilling.EventStore;

/// <summary>Writes the events of a bulk append. Their streams are locked by then.</summary>
internal static class BulkCopy
{
    private const string Copy = """
        COPY events.mt_events
            (seq_id, id, stream_id, version, data, type, timestamp, mt_dotnet_type, correlation_id, causation_id, headers)
        FROM STDIN (FORMAT BINARY)
        """;

    /// <summary>For each event its position, 0 for one whose stream is in <paramref name="conflicts"/>.</summary>
    public static async Task<long[]> Write(
        NpgsqlConnection connection,
        IReadOnlyList<BulkEvent> events,
        HashSet<string> conflicts,
        EventTypes types,
        EventMetadata metadata,
        CancellationToken ct)
    {
        var positions = new long[events.Count];
        var count = events.Count;
        if (conflicts.Count > 0)
        {
            count = 0;
            foreach (var e in events) if (!conflicts.Contains(e.StreamId)) count++;
            if (count == 0) return positions;
        }
        var numbers = await TakeNumbers(connection, count, ct);

        var names = new Dictionary<Type, (string Alias, string DotNet)>();
        var recordedAt = metadata.RecordedAt.UtcDateTime;
        var headers = Headers.Write(metadata);
        await using (var copy = await connection.BeginBinaryImportAsync(Copy, ct))
        {
            var (stream, version, taken) = ("", 0L, 0);
            for (var i = 0; i < events.Count; i++)
            {
                var e = events[i];
                if (conflicts.Count > 0 && conflicts.Contains(e.StreamId)) continue;
                if (e.StreamId != stream) (stream, version) = (e.StreamId, e.ExpectedVersion);
                if (!names.TryGetValue(e.EventType, out var name))
                    names[e.EventType] = name = (types.AliasOf(e.EventType), DotNetType.NameOf(e.EventType));
                positions[i] = numbers[taken++];

                await copy.StartRowAsync(ct);
                await copy.WriteAsync(positions[i], NpgsqlDbType.Bigint, ct);
                await copy.WriteAsync(Ids.NewGuid(metadata.RecordedAt), NpgsqlDbType.Uuid, ct);
                await copy.WriteAsync(stream, NpgsqlDbType.Varchar, ct);
                await copy.WriteAsync(++version, NpgsqlDbType.Bigint, ct);
                await copy.WriteAsync(e.Json, NpgsqlDbType.Jsonb, ct);
                await copy.WriteAsync(name.Alias, NpgsqlDbType.Varchar, ct);
                await copy.WriteAsync(recordedAt, NpgsqlDbType.TimestampTz, ct);
                await copy.WriteAsync(name.DotNet, NpgsqlDbType.Varchar, ct);
                await Optional(metadata.CorrelationId);
                await Optional(metadata.CausationId);
                await copy.WriteAsync(headers, NpgsqlDbType.Jsonb, ct);
            }
            var written = await copy.CompleteAsync(ct);
            if (written != (ulong)count)
                throw new InvalidOperationException($"A bulk append wrote {written} of {count} events.");

            Task Optional(string? text) => text is null ? copy.WriteNullAsync(ct) : copy.WriteAsync(text, NpgsqlDbType.Varchar, ct);
        }
        await using var notify = new NpgsqlCommand(LogHead.Notify, connection);
        await notify.ExecuteNonQueryAsync(ct);
        return positions;
    }

    // Numbers of one statement grow, but others may take some in between.
    private static async Task<long[]> TakeNumbers(NpgsqlConnection connection, int count, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            "SELECT array_agg(nextval('events.mt_events_sequence')) FROM generate_series(1, $1)", connection)
        { Parameters = { new() { Value = count } } };
        return (long[])(await command.ExecuteScalarAsync(ct))!;
    }
}
