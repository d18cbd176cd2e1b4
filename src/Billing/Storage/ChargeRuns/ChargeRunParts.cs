using System.Text.Json;

namespace PackageBilling.Billing.Storage.ChargeRuns;

/// <summary>Reads the parts of charge runs, as far as the book has them.</summary>
internal static class ChargeRunParts
{
    /// <summary>A part, where its own event is and which of the run's events are its.</summary>
    internal sealed record Part(long EventPosition, PartRange Range);

    /// <summary>A run's parts in the order of customers; for one customer, those that may have lines of it.</summary>
    public static async Task<IReadOnlyList<Part>> Of(
        NpgsqlDataSource source, string runId, string? customerId, CancellationToken ct)
    {
        var parts = new List<Part>();
        await using var command = source.CreateCommand("""
            SELECT event_position, first_position, last_position, after_customer, through_customer, customers
            FROM billing.charge_run_parts
            WHERE run_id = $1 AND ($2::text IS NULL OR $2 = ANY (customers) OR (customers IS NULL
                AND after_customer < $2 AND (through_customer IS NULL OR through_customer >= $2)))
            ORDER BY after_customer, part
            """);
        command.Parameters.Add(new() { Value = runId });
        command.Parameters.Add(SqlParameters.Typed(customerId, NpgsqlDbType.Text));
        await using var row = await command.ExecuteReaderAsync(ct);
        while (await row.ReadAsync(ct))
            parts.Add(new(row.GetInt64(0), new(
                runId, row.GetInt64(1), row.GetInt64(2), row.GetString(3), row.IsDBNull(4) ? null : row.GetString(4),
                row.IsDBNull(5) ? null : row.GetFieldValue<string[]>(5).ToHashSet(StringComparer.Ordinal))));
        return parts;
    }

    /// <summary>What the parts of a run did, added up.</summary>
    public static async Task<RunTotals> Totals(NpgsqlDataSource source, string runId, CancellationToken ct)
    {
        var totals = new TotalsSum();
        await using var command =
            source.CreateCommand("SELECT totals::text FROM billing.charge_run_parts WHERE run_id = $1");
        command.Parameters.Add(new() { Value = runId });
        await using var row = await command.ExecuteReaderAsync(ct);
        while (await row.ReadAsync(ct)) totals.Add(TotalsOf(row.GetString(0)));
        return totals.Sum();
    }

    /// <summary>The parts of a run whose own events are behind a position, in their order.</summary>
    public static async Task<IReadOnlyList<PartDone>> Since(
        NpgsqlDataSource source, string runId, long position, CancellationToken ct)
    {
        var parts = new List<PartDone>();
        await using var command = source.CreateCommand("""
            SELECT event_position, customers IS NULL, after_customer, through_customer, totals::text
            FROM billing.charge_run_parts WHERE run_id = $1 AND event_position > $2 ORDER BY event_position
            """);
        command.Parameters.AddValues(runId, position);
        await using var row = await command.ExecuteReaderAsync(ct);
        while (await row.ReadAsync(ct))
            parts.Add(new(
                row.GetInt64(0), row.GetBoolean(1), row.GetString(2), row.IsDBNull(3) ? null : row.GetString(3),
                TotalsOf(row.GetString(4))));
        return parts;
    }

    /// <summary>A part that was posted.</summary>
    /// <param name="EventPosition">The position of its own event.</param>
    /// <param name="IsRange">Whether it is of a range of customers, and not of some that were decided again.</param>
    /// <param name="After">All customers above this one …</param>
    /// <param name="Through">… up to and with this one; null for the end.</param>
    /// <param name="Totals">What it did.</param>
    internal sealed record PartDone(long EventPosition, bool IsRange, string After, string? Through, RunTotals Totals);

    private static RunTotals TotalsOf(string json) => JsonSerializer.Deserialize<RunTotals>(json, EventJson.Options)!;
}
