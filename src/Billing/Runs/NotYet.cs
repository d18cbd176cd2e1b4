namespace PackageBilling.Billing.Runs;

/// <summary>
/// Where a date has not come yet (domain: "Runs"): a real charge for it is not made there. Looked up once, when a run is
/// asked for, and recorded with the run, so that its decisions need no clock and no time-zone data.
/// </summary>
internal static class NotYet
{
    /// <summary>The zones in which it is still before a date at an instant; empty for any date that has come everywhere.</summary>
    public static IReadOnlyList<string> Zones(DateOnly date, DateTimeOffset now) => date <= TimeZones.EarliestToday(now)
        ? []
        : [.. TimeZones.All.Where(zone => TimeZones.LocalDate(zone, now) < date).Order(StringComparer.Ordinal)];

    /// <summary>Refuses a run when the date has not come for anyone who was asked for.</summary>
    public static async Task RefuseIfForAll(
        NpgsqlDataSource source, DateOnly date, IReadOnlyList<string> zones, IReadOnlyList<string>? customerIds, DateTimeOffset now, CancellationToken ct)
    {
        if (zones.Count == 0) return;
        await using var command = source.CreateCommand($"""
            SELECT count(*) FILTER (WHERE time_zone <> ALL ($1)) > 0, count(*) > 0 FROM (
                SELECT DISTINCT time_zone FROM billing.customers
                WHERE known_until = {BookProjection.Open} AND ($2::text[] IS NULL OR customer_id = ANY ($2))) z
            """);
        command.Parameters.Add(new() { Value = zones.ToArray() });
        command.Parameters.Add(new() { Value = customerIds?.ToArray() ?? (object)DBNull.Value, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text });
        await using var reader = await command.ExecuteReaderAsync(ct);
        await reader.ReadAsync(ct);
        var (someHaveIt, someExist) = (reader.GetBoolean(0), reader.GetBoolean(1));
        if (!someHaveIt && (someExist || date > TimeZones.LatestToday(now)))
            throw Problem.Rule("date", $"{Dates.Text(date)} has not come yet for any customer asked for; simulate it instead");
    }
}
