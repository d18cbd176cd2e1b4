using Npgsql;
using NpgsqlTypes;

namespace PackageBilling.EventStore;

/// <summary>Checks the streams of an append and moves them on; their rows stay locked until the transaction ends.</summary>
internal static class StreamHeads
{
    // A row at version 0 is what a check of a stream that does not exist leaves behind; it counts as none.
    private const string Begin = """
        INSERT INTO events.mt_streams (id, version, timestamp, created, type) VALUES ($1, $2, $3, $3, $4)
        ON CONFLICT (id) DO UPDATE SET type = excluded.type, version = excluded.version, timestamp = excluded.timestamp
        WHERE mt_streams.version = 0 RETURNING version
        """;

    private const string Continue = """
        UPDATE events.mt_streams SET version = version + $2, timestamp = $3 WHERE id = $1 AND version = $4 RETURNING version
        """;

    private const string Join = """
        INSERT INTO events.mt_streams (id, version, timestamp, created, type) VALUES ($1, $2, $3, $3, $4)
        ON CONFLICT (id) DO UPDATE SET version = mt_streams.version + excluded.version, timestamp = excluded.timestamp
        RETURNING version
        """;

    /// <summary>The version that each stream is at afterwards.</summary>
    /// <exception cref="StreamConflictException">A stream is not at the version expected.</exception>
    public static async Task<Dictionary<string, long>> Advance(
        NpgsqlConnection connection, IReadOnlyList<StreamAppend> appends, DateTime now, CancellationToken ct)
    {
        // Everybody locks in the same order, so that nobody waits in a circle.
        var ordered = appends.OrderBy(a => a.StreamId, StringComparer.Ordinal).ToList();
        await using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(new(AppenderLock.Take));
        foreach (var append in ordered) batch.BatchCommands.Add(Command(append, now));

        var versions = new Dictionary<string, long>(ordered.Count);
        StreamAppend? refused = null;
        await using (var reader = await batch.ExecuteReaderAsync(ct))
        {
            foreach (var append in ordered)
            {
                await reader.NextResultAsync(ct);
                if (await reader.ReadAsync(ct)) versions.Add(append.StreamId, reader.GetInt64(0));
                else refused ??= append;
            }
        }
        return refused is null
            ? versions
            : throw new StreamConflictException(
                refused.StreamId, refused.ExpectedVersion ?? 0, await VersionOf(connection, refused.StreamId, ct));
    }

    private static NpgsqlBatchCommand Command(StreamAppend append, DateTime now) =>
        new(append.ExpectedVersion switch { null => Join, 0 => Begin, _ => Continue })
        {
            Parameters =
            {
                new() { Value = append.StreamId },
                new() { Value = (long)append.Events.Count },
                new() { Value = now },
                append.ExpectedVersion is > 0 and var expected ? new() { Value = expected } : new() { Value = append.StreamType },
            },
        };

    private static async Task<long> VersionOf(NpgsqlConnection connection, string streamId, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand("SELECT version FROM events.mt_streams WHERE id = $1", connection)
        { Parameters = { new() { Value = streamId } } };
        return await command.ExecuteScalarAsync(ct) is long version ? version : 0;
    }
}
