namespace PackageBilling.EventStore;

/// <summary>
/// What has to be locked before an append goes through Marten: itself as an appender, and the rows of the streams where
/// there are several, or where one is taken at whatever version it is.
/// Of a single stream Marten's own check locks the row.
/// </summary>
internal static class StreamRows
{
    // A row at version 0 counts as no stream. It is rolled back with the transaction when the append is refused.
    private const string Make = """
        INSERT INTO events.mt_streams (id, version) SELECT id, 0 FROM unnest($1) WITH ORDINALITY AS s (id, n) ORDER BY n
        ON CONFLICT (id) DO NOTHING
        """;

    // Every append locks in the same order, so that there are no deadlocks.
    private const string Lock = """
        SELECT id, version FROM events.mt_streams WHERE id = ANY ($1) ORDER BY id COLLATE "C" FOR UPDATE
        """;

    /// <summary>Registers the appender, and locks the streams where Marten's own check is not enough.</summary>
    /// <param name="connection">In the transaction of the append.</param>
    /// <param name="appends">The streams.</param>
    /// <param name="ct">Gives up.</param>
    /// <returns>The versions of the streams that were locked.</returns>
    /// <exception cref="StreamConflictException">A stream is not at the version expected.</exception>
    public static async Task<Dictionary<string, long>> TakeFor(
        NpgsqlConnection connection, IReadOnlyList<StreamAppend> appends, CancellationToken ct)
    {
        var versions = new Dictionary<string, long>(StringComparer.Ordinal);
        if (appends is [{ ExpectedVersion: not null, Events.Count: > 0 }])
        {
            await AppenderLock.TakeFor(connection, ct);
            return versions;
        }
        string[] ids = [.. appends.Select(a => a.StreamId).Order(StringComparer.Ordinal)];
        await using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(new(AppenderLock.Take));
        batch.BatchCommands.Add(new(Make) { Parameters = { Texts(ids) } });
        batch.BatchCommands.Add(new(Lock) { Parameters = { Texts(ids) } });
        await using (var reader = await batch.ExecuteReaderAsync(ct))
        {
            await reader.NextResultAsync(ct);
            while (await reader.ReadAsync(ct)) versions.Add(reader.GetString(0), reader.GetInt64(1));
        }
        foreach (var append in appends)
            if (append.ExpectedVersion is { } expected && versions[append.StreamId] != expected)
                throw new StreamConflictException(append.StreamId, expected, versions[append.StreamId]);
        return versions;
    }

    private static NpgsqlParameter Texts(string[] values) =>
        new() { Value = values, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Varchar };
}
