namespace PackageBilling.Billing.Runs;

/// <summary>
/// Where a date has not come yet (domain: "Runs"): a real charge for it is not made there. Looked up once, when a run
/// is asked for, and recorded with the run, so that its decisions need no clock and no time-zone data.
/// </summary>
internal static class NotYet
{
    /// <summary>The zones in which it is still before a date at an instant;
    /// empty for any date that has come everywhere.</summary>
    public static IReadOnlyList<string> Zones(DateOnly date, DateTimeOffset now) => date <= TimeZones.EarliestToday(now)
        ? []
        : [.. TimeZones.All.Where(zone => TimeZones.LocalDate(zone, now) < date).Order(StringComparer.Ordinal)];

    /// <summary>Refuses a run when the date has not come for anyone who was asked for.</summary>
    public static async Task RefuseIfForAll(
        NpgsqlDataSource source, DateOnly date, IReadOnlyList<string> zones, IReadOnlyList<string>? customerIds,
        DateTimeOffset now, CancellationToken ct)
    {
        if (zones.Count == 0) return;
        var (someHaveIt, someExist) = await RunCustomers.Outside(source, zones, customerIds, ct);
        if (!someHaveIt && (someExist || date > TimeZones.LatestToday(now)))
            throw Problem.Rule(
                "date", $"{Dates.Text(date)} has not come yet for any customer asked for; simulate it instead");
    }
}
