namespace PackageBilling.Billing.Storage.Calls;

/// <summary>
/// The index that makes a call count once: one row per call, written in the transaction of its event. The key is the
/// switch's id itself and no hash of it: nothing can collide, and ids that grow with time, as most do,
/// keep the busy pages few.
/// </summary>
internal static class RecordedCalls
{
    public const string PrimaryKey = "calls_once";

    private const int RemovedAtOnce = 10_000;

    /// <summary>A call, the position of its event, and the hash of its content.</summary>
    public readonly record struct Row(string CallId, long Position, byte[] Content);

    /// <summary>Creates the table.</summary>
    public static Task Upgrade(NpgsqlDataSource source, CancellationToken ct) => SchemaUpgrade.Apply(
        source, "posting-calls",
    [
        """
        CREATE TABLE posting.calls (
            call_id text COLLATE "C" NOT NULL, position bigint NOT NULL, content bytea NOT NULL,
            CONSTRAINT calls_once PRIMARY KEY (call_id))
        """,
    ], ct);

    /// <summary>Those of some calls that are recorded: the position of each one's event, and its content.</summary>
    public static async Task<Dictionary<string, RecordedCall>> Find(
        NpgsqlDataSource source, IReadOnlyCollection<string> callIds, CancellationToken ct)
    {
        await using var command = source.CreateCommand(
            "SELECT call_id, position, content FROM posting.calls WHERE call_id = ANY ($1)");
        command.Parameters.Add(new() { Value = callIds.ToArray() });
        await using var rows = await command.ExecuteReaderAsync(ct);
        var found = new Dictionary<string, RecordedCall>(StringComparer.Ordinal);
        while (await rows.ReadAsync(ct))
            found.Add(rows.GetString(0), new(rows.GetInt64(1), rows.GetFieldValue<byte[]>(2)));
        return found;
    }

    /// <summary>
    /// Writes the rows of calls whose events have their positions, inside the caller's transaction. In the order of
    /// ids, so that two who record the same calls wait for each other one way only,
    /// and neighbours in the index go in together.
    /// </summary>
    /// <exception cref="PostgresException">One of them was recorded meanwhile; the transaction is void.</exception>
    public static async Task Copy(NpgsqlConnection connection, List<Row> calls, CancellationToken ct)
    {
        calls.Sort((one, other) => string.CompareOrdinal(one.CallId, other.CallId));
        await using var copy = await connection.BeginBinaryImportAsync(
            "COPY posting.calls (call_id, position, content) FROM STDIN (FORMAT BINARY)", ct);
        foreach (var (callId, position, content) in calls)
        {
            await copy.StartRowAsync(ct);
            await copy.WriteAsync(callId, NpgsqlDbType.Text, ct);
            await copy.WriteAsync(position, NpgsqlDbType.Bigint, ct);
            await copy.WriteAsync(content, NpgsqlDbType.Bytea, ct);
        }
        await copy.CompleteAsync(ct);
    }

    /// <summary>
    /// Removes the rows of calls that count no more, inside the caller's transaction, so that their ids may be sent
    /// again. In the order of ids, for the same reason.
    /// </summary>
    public static async Task Remove(
        NpgsqlConnection connection, IEnumerable<CorrectedCall> calls, CancellationToken ct)
    {
        foreach (var some in calls.OrderBy(call => call.CallId, StringComparer.Ordinal).Chunk(RemovedAtOnce))
        {
            await using var command = new NpgsqlCommand("""
                DELETE FROM posting.calls c USING unnest($1::text[], $2::bigint[]) AS v (call_id, position)
                WHERE c.call_id = v.call_id AND c.position = v.position
                """, connection);
            command.Parameters.AddValues(
                some.Select(call => call.CallId).ToArray(), some.Select(call => call.RatedAt).ToArray());
            await command.ExecuteNonQueryAsync(ct);
        }
    }
}

/// <summary>A call that is recorded.</summary>
internal sealed record RecordedCall(long Position, byte[] Content);
