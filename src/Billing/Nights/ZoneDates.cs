namespace PackageBilling.Billing.Nights;

/// <summary>Which dates count as run in a time zone, and which are due.</summary>
internal static class ZoneDates
{
    /// <summary>
    /// The last date that counts as run: what was due while nobody lived there was run with nobody in it, and nothing
    /// before the first start is ever run.
    /// </summary>
    public static DateOnly RunThrough(this ZoneState zone, DateTimeOffset firstStarted, TimeOnly runAt)
    {
        var before = zone.InhabitedSince > firstStarted
            ? Latest(LatestDue(zone.TimeZone, zone.InhabitedSince, runAt), BeforeFirst(zone.TimeZone, firstStarted))
            : BeforeFirst(zone.TimeZone, firstStarted);
        return zone.LastDate is { } last ? Latest(last, before) : before;
    }

    /// <summary>
    /// The dates that are run again for a customer after a late fact; null when there are none. A run that had begun in
    /// the zone that was left, and had not ended, may have missed the customer, so its date is among them: what it did
    /// post stays posted once.
    /// </summary>
    public static OwedDates? Owed(this LateFact fact, DateTimeOffset firstStarted, TimeOnly runAt)
    {
        var to = fact.Zone.RunThrough(firstStarted, runAt);
        DateOnly from;
        if (fact.Left is { } left) from = left.RunThrough(firstStarted, runAt).AddDays(1);
        else
        {
            var first = BeforeFirst(fact.Zone.TimeZone, firstStarted).AddDays(1);
            from = fact.StartDate > first ? fact.StartDate.Value : first;
            var today = TimeZones.LocalDate(fact.Zone.TimeZone, fact.RecordedAt);
            if (today < to) to = today;
        }
        return from <= to ? new(fact.CustomerId, from, to, fact.Position) : null;
    }

    /// <summary>The last date whose time to be run has come.</summary>
    public static DateOnly LatestDue(string timeZone, DateTimeOffset now, TimeOnly runAt)
    {
        var today = TimeZones.LocalDate(timeZone, now);
        return TimeZones.InstantOf(timeZone, today, runAt) <= now ? today : today.AddDays(-1);
    }

    // The day before the first date that is ever run in a zone.
    private static DateOnly BeforeFirst(string timeZone, DateTimeOffset firstStarted) =>
        TimeZones.LocalDate(timeZone, firstStarted).AddDays(-1);

    private static DateOnly Latest(DateOnly a, DateOnly b) => a > b ? a : b;
}
