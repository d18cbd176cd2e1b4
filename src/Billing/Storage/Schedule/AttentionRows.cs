namespace PackageBilling.Billing.Storage.Schedule;

/// <summary>A run of the schedule that a person has to look at.</summary>
internal sealed record AttentionRow(
    string RunId, string Kind, DateOnly Date, string Status, string[]? Zones, string[]? CustomerIds, int Quarantined,
    string? Error);

/// <summary>Reads which runs of the schedule need attention.</summary>
internal static class AttentionRows
{
    /// <summary>The newest of them first.</summary>
    public static async Task<List<AttentionRow>> Read(NpgsqlDataSource source, CancellationToken ct)
    {
        var runs = new List<AttentionRow>();
        await using var command = source.CreateCommand($"""
            SELECT run_id, kind, date, status, zones, customer_ids, quarantined, error FROM schedule.attention
            ORDER BY number DESC LIMIT {AgendaLimits.Attention}
            """);
        await using var row = await command.ExecuteReaderAsync(ct);
        while (await row.ReadAsync(ct))
            runs.Add(new(
                row.GetString(0), row.GetString(1), row.GetFieldValue<DateOnly>(2), row.GetString(3),
                row.IsDBNull(4) ? null : row.GetFieldValue<string[]>(4),
                row.IsDBNull(5) ? null : row.GetFieldValue<string[]>(5), row.GetInt32(6),
                row.IsDBNull(7) ? null : row.GetString(7)));
        return runs;
    }
}
