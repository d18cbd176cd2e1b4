using Npgsql;
using NpgsqlTypes;
using PackageBilling.EventStore;

namespace PackageBilling.CritterStack;

/// <summary>
/// Makes and locks the rows of the streams of an append, before Marten takes numbers. Marten's own check takes them before it holds the
/// row, so two appends that hold at any version would fail, and positions within a stream could run against its versions.
/// </summary>
internal static class StreamLocks
{
    // A row at version 0 counts as none, here as in the default adapter; it goes with the transaction when the append is refused.
    private const string Make = """
        INSERT INTO events.mt_streams (id, type, version, timestamp, created)
        SELECT s.id, s.type, 0, $3, $3 FROM unnest($1, $2) WITH ORDINALITY AS s (id, type, n) ORDER BY s.n
        ON CONFLICT (id) DO NOTHING
        """;

    // Everybody locks in the same order, so that nobody waits in a circle.
    private const string Lock = """SELECT id, version FROM events.mt_streams WHERE id = ANY ($1) ORDER BY id COLLATE "C" FOR UPDATE""";

    /// <summary>Takes the appender's lock, then those of the rows, in one round trip.</summary>
    /// <exception cref="StreamConflictException">A stream is not at the version expected.</exception>
    public static async Task Take(NpgsqlConnection connection, IReadOnlyList<StreamAppend> appends, DateTime now, CancellationToken ct)
    {
        var ordered = appends.OrderBy(a => a.StreamId, StringComparer.Ordinal).ToList();
        var made = ordered.FindAll(a => a.ExpectedVersion is null or 0);
        await using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(new(AppenderLock.Take));
        if (made.Count > 0)
            batch.BatchCommands.Add(new(Make)
            {
                Parameters = { Texts(made.ConvertAll(a => a.StreamId)), Texts(made.ConvertAll(a => a.StreamType)), new() { Value = now } },
            });
        batch.BatchCommands.Add(new(Lock) { Parameters = { Texts(ordered.ConvertAll(a => a.StreamId)) } });

        var versions = new Dictionary<string, long>(ordered.Count, StringComparer.Ordinal);
        await using (var reader = await batch.ExecuteReaderAsync(ct))
        {
            await reader.NextResultAsync(ct);
            while (await reader.ReadAsync(ct)) versions.Add(reader.GetString(0), reader.GetInt64(1));
        }
        foreach (var append in ordered)
            if (append.ExpectedVersion is { } expected && versions.GetValueOrDefault(append.StreamId) is var actual && actual != expected)
                throw new StreamConflictException(append.StreamId, expected, actual);
    }

    private static NpgsqlParameter Texts(List<string> values) => new() { Value = values, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Varchar };
}
