namespace PackageBilling.EventStore;

/// <summary>Rows of the log as they are stored, for code that hashes them.</summary>
public static class RawEvents
{
    /// <summary>
    /// Every column of a row. The position comes first, and the order never changes, since it's part of every hash that
    /// was made.
    /// </summary>
    private const string Columns =
        "seq_id, id, stream_id, version, type, timestamp, tenant_id, mt_dotnet_type, correlation_id, causation_id, "
        + "is_archived, headers, data, bdata";

    /// <summary>
    /// The rows from one position to another, both included, in the order of positions. The columns are position, id,
    /// stream, version, type, time, tenant, .NET type, correlation, causation, whether it's archived, headers, data as
    /// JSON, and data as bytes. The caller disposes the reader.
    /// </summary>
    public static Task<NpgsqlDataReader> Read(NpgsqlConnection connection, long first, long last, CancellationToken ct)
    {
        var command = new NpgsqlCommand(
            $"SELECT {Columns} FROM events.mt_events WHERE seq_id >= $1 AND seq_id <= $2 ORDER BY seq_id", connection);
        command.Parameters.Add(new() { Value = first });
        command.Parameters.Add(new() { Value = last });
        return command.ExecuteReaderAsync(ct);
    }
}
