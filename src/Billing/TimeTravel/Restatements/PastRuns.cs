using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using PackageBilling.EventStore;

namespace PackageBilling.Billing;

/// <summary>What runs of a span of dates have left: the runs, what was taken back since, and what was corrected before.</summary>
internal sealed class PastRuns(NpgsqlDataSource source, IEventLog log)
{
    /// <summary>A run, and the customers that it was for; null for all.</summary>
    internal sealed record Run(string RunId, DateOnly Date, bool Covers, IReadOnlyList<string>? CustomerIds, long Position);

    /// <summary>The corrections of one line so far.</summary>
    internal sealed record Corrected(string CustomerId, string Currency, RestatedLine Last, RetailCost Sum);

    /// <summary>All runs in the order of dates. A completed charge run covers its customers: what it did not post for them was a gap.</summary>
    public async Task<IReadOnlyList<Run>> Runs(DateOnly from, DateOnly to, long position, CancellationToken ct)
    {
        var runs = new List<Run>();
        await using var command = source.CreateCommand("""
            SELECT run_id, date, status = 'completed' AND kind = 'chargeRun', customer_ids::text, coalesce(position, number)
            FROM billing.charge_runs WHERE date BETWEEN $1 AND $2 AND number <= $3 ORDER BY date, number
            """);
        command.Parameters.Add(new() { Value = from });
        command.Parameters.Add(new() { Value = to });
        command.Parameters.Add(new() { Value = position });
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
            runs.Add(new(reader.GetString(0), reader.GetFieldValue<DateOnly>(1), reader.GetBoolean(2),
                await reader.IsDBNullAsync(3, ct) ? null : JsonSerializer.Deserialize<string[]>(reader.GetString(3), EventJson.Options), reader.GetInt64(4)));
        return runs;
    }

    /// <summary>The ids of all lines that were taken back.</summary>
    public async Task<IReadOnlySet<string>> Reversed(long position, CancellationToken ct)
    {
        var reversed = new HashSet<string>(StringComparer.Ordinal);
        await using var command = source.CreateCommand("""
            SELECT DISTINCT a.assignment_id, r.kind, r.key_date, r.nth FROM billing.reversed_lines r JOIN billing.assignments a ON a.number = r.number WHERE r.position <= $1
            """);
        command.Parameters.Add(new() { Value = position });
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
            reversed.Add(ChargeIds.Of(reader.GetString(0), (ChargeKind)reader.GetInt16(1), reader.GetFieldValue<DateOnly>(2), reader.GetInt32(3)));
        return reversed;
    }

    /// <summary>The assignments whose setup was ever posted.</summary>
    public async Task<IReadOnlySet<string>> SetUp(IReadOnlyList<string>? customerIds, CancellationToken ct)
    {
        var assignments = new HashSet<string>(StringComparer.Ordinal);
        await using var command = source.CreateCommand($"""
            SELECT assignment_id FROM billing.assignments
            WHERE known_until = {BookProjection.Open} AND setup_times > 0 AND ($1::text[] IS NULL OR customer_id = ANY ($1))
            """);
        command.Parameters.Add(new() { Value = customerIds?.ToArray() ?? (object)DBNull.Value, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text });
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct)) assignments.Add(reader.GetString(0));
        return assignments;
    }

    /// <summary>The corrections of lines of the span so far, by what they correct.</summary>
    public async Task<Dictionary<string, Corrected>> Corrections(DateOnly from, DateOnly to, long position, CancellationToken ct)
    {
        var corrected = new Dictionary<string, Corrected>(StringComparer.Ordinal);
        var (first, last) = await Stretch(from, to, position, ct);
        await foreach (var stored in log.ReadAll(first - 1, last, [typeof(ChargesRestated)], ct))
            if (stored.Data is ChargesRestated restated)
                foreach (var line in restated.Lines)
                    corrected[line.Corrects] = new(restated.CustomerId, restated.Currency, line,
                        (corrected.GetValueOrDefault(line.Corrects)?.Sum ?? default) + new RetailCost(line.Retail, line.Cost));
        return corrected;
    }

    // The index knows where the corrections are, so the log is read there only.
    private async Task<(long First, long Last)> Stretch(DateOnly from, DateOnly to, long position, CancellationToken ct)
    {
        await using var command = source.CreateCommand($"""
            SELECT coalesce(min(position), 1), coalesce(max(position), 0) FROM posting.posted_lines
            WHERE key_date BETWEEN $1 AND $2 AND kind >= {PostedLines.RestatementKind} AND position <= $3
            """);
        command.Parameters.Add(new() { Value = from });
        command.Parameters.Add(new() { Value = to });
        command.Parameters.Add(new() { Value = position });
        await using var reader = await command.ExecuteReaderAsync(ct);
        await reader.ReadAsync(ct);
        return (reader.GetInt64(0), reader.GetInt64(1));
    }
}
