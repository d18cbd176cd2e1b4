namespace PackageBilling.EventStore;

/// <summary>
/// The version that a stream is at, asked on the connection of the caller's transaction.
/// </summary>
public static class StreamVersion
{
    private const string Sql = "SELECT version FROM events.mt_streams WHERE id = $1";

    /// <summary>A statement for the caller's batch; <see cref="Read"/> takes its result.</summary>
    public static NpgsqlBatchCommand Query(string streamId) =>
        new(Sql) { Parameters = { new() { Value = streamId } } };

    /// <summary>
    /// The version, from a reader that is at the result of <see cref="Query"/>; 0 when the stream doesn't exist.
    /// </summary>
    public static async Task<long> Read(NpgsqlDataReader reader, CancellationToken ct) =>
        await reader.ReadAsync(ct) ? reader.GetInt64(0) : 0;

    /// <summary>The version, asked for by itself; 0 when the stream doesn't exist.</summary>
    internal static async Task<long> Now(NpgsqlConnection connection, string streamId, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(Sql, connection) { Parameters = { new() { Value = streamId } } };
        return await command.ExecuteScalarAsync(ct) is long version ? version : 0;
    }
}
