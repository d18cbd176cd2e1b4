using Npgsql;

namespace PackageBilling.EventStore;

/// <summary>
/// The version that a stream is at, asked in one round trip with other statements of the caller's transaction.
/// </summary>
public static class StreamVersion
{
    internal const string Sql = "SELECT version FROM events.mt_streams WHERE id = $1";

    /// <summary>A statement for the caller's batch; <see cref="Read"/> takes its result.</summary>
    public static NpgsqlBatchCommand Query(string streamId) =>
        new(Sql) { Parameters = { new() { Value = streamId } } };

    /// <summary>
    /// The version, from a reader that is at the result of <see cref="Query"/>; 0 when the stream doesn't exist.
    /// </summary>
    public static async Task<long> Read(NpgsqlDataReader reader, CancellationToken ct) =>
        await reader.ReadAsync(ct) ? reader.GetInt64(0) : 0;
}
