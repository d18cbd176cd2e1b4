using System.Runtime.CompilerServices;

namespace PackageBilling.Billing;

/// <summary>
/// The seals of runs as they are stored, read without making events of them: a verification must cope with whatever is
/// there.
/// </summary>
internal static class StoredSeals
{
    private const string InLog =
        "SELECT data ->> 'runId', data ->> 'seal' FROM events.mt_events WHERE stream_id = $1 AND version = $2";

    // One statement, so a seal that is made meanwhile is seen both in the log and among those shown, or in neither.
    private const string InAnswers = """
        SELECT number, run_id, seal FROM audit.seals
        WHERE number <= $1 OR number > (SELECT coalesce(max(version), 0) FROM events.mt_events WHERE stream_id = $2)
        ORDER BY number
        """;

    /// <summary>The seal of this number as the log holds it; null when the log has none.</summary>
    public static async Task<(string? RunId, string? Seal)?> At(
        NpgsqlDataSource source, long number, CancellationToken ct)
    {
        await using var command = source.CreateCommand(InLog);
        command.Parameters.Add(new() { Value = Streams.Seals });
        command.Parameters.Add(new() { Value = number });
        await using var row = await command.ExecuteReaderAsync(ct);
        return await row.ReadAsync(ct) ? (Text(row, 0), Text(row, 1)) : null;
    }

    /// <summary>
    /// The seals that answers show, in the order of their numbers: those up to a number, and those beyond the last one
    /// in the log.
    /// </summary>
    public static async IAsyncEnumerable<(long Number, string RunId, string Seal)> Shown(
        NpgsqlDataSource source, long through, [EnumeratorCancellation] CancellationToken ct)
    {
        await using var command = source.CreateCommand(InAnswers);
        command.Parameters.Add(new() { Value = through });
        command.Parameters.Add(new() { Value = Streams.Seals });
        await using var row = await command.ExecuteReaderAsync(ct);
        while (await row.ReadAsync(ct)) yield return (row.GetInt64(0), row.GetString(1), row.GetString(2));
    }

    private static string? Text(NpgsqlDataReader row, int column) =>
        row.IsDBNull(column) ? null : row.GetString(column);
}
