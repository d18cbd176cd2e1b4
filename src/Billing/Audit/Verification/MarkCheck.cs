using System.Globalization;
using Npgsql;

namespace PackageBilling.Billing;

/// <summary>
/// Whether the marks that say what was known at an instant can be true: instants and positions grow together, no mark is of a position that
/// the log has not reached, and no event up to it was recorded after it.
/// </summary>
internal static class MarkCheck
{
    private const string Sql = """
        SELECT m.instant, m.position, m.position <= m.earlier, m.position > (SELECT coalesce(max(seq_id), 0) FROM events.mt_events)
        FROM (SELECT instant, position, lag(position) OVER (ORDER BY instant) AS earlier FROM events.marks) m
        WHERE m.position <= m.earlier OR m.position < 1 OR m.position > (SELECT coalesce(max(seq_id), 0) FROM events.mt_events)
            OR EXISTS (SELECT FROM events.mt_events e WHERE e.seq_id = m.position AND e.timestamp > m.instant + $1)
        ORDER BY m.instant LIMIT 1
        """;

    /// <summary>The first mark that cannot be true; null when all can.</summary>
    public static async Task<Fault?> Run(NpgsqlDataSource source, CancellationToken ct)
    {
        await using var command = source.CreateCommand(Sql);
        command.Parameters.Add(new() { Value = AuditLimits.ClockSkew });
        await using var row = await command.ExecuteReaderAsync(ct);
        return await row.ReadAsync(ct)
            ? new("marks", $"the mark of {row.GetDateTime(0).ToString("O", CultureInfo.InvariantCulture)} at position {row.GetInt64(1)} cannot have been made", row.GetInt64(1), null, null, null)
            : null;
    }
}
