namespace PackageBilling.EventStore;

/// <summary>Writes the events of a bulk append. Their streams are locked by then.</summary>
internal static class BulkCopy
{
    private const string Copy = """
        COPY events.mt_events
            (seq_id, id, stream_id, version, data, type, timestamp, mt_dotnet_type, correlation_id, causation_id,
                headers)
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
        await using (var rows = await CopyRows.Into(connection, Copy, ct))
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

                await rows.Row(11, ct);
                rows.Bigint(positions[i]);
                rows.Uuid(Ids.NewGuid(metadata.RecordedAt));
                rows.Text(stream);
                rows.Bigint(++version);
                rows.Jsonb(e.Json.Span);
                rows.Text(name.Alias);
                rows.Instant(recordedAt);
                rows.Text(name.DotNet);
                rows.Text(metadata.CorrelationId);
                rows.Text(metadata.CausationId);
                rows.Jsonb(headers);
            }
            await rows.Complete(ct);
        }
        await using var notify = new NpgsqlCommand(LogHead.Notify, connection);
        await notify.ExecuteNonQueryAsync(ct);
        return positions;
    }

    // Numbers of one statement grow, but other transactions may take some in between.
    private static async Task<long[]> TakeNumbers(NpgsqlConnection connection, int count, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            "SELECT array_agg(nextval('events.mt_events_sequence')) FROM generate_series(1, $1)", connection)
        { Parameters = { new() { Value = count } } };
        return (long[])(await command.ExecuteScalarAsync(ct))!;
    }
}

/// <summary>The name under which Marten finds a type again.</summary>
internal static class DotNetType
{
    public static string NameOf(Type type) => $"{type.FullName}, {type.Assembly.GetName().Name}";
}
