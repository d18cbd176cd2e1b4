namespace PackageBilling.Billing.Storage.Schedule;

/// <summary>How far a time zone is, as known at one position.</summary>
/// <param name="TimeZone">IANA id.</param>
/// <param name="LastDate">The last date for which a run was started by the schedule; null before the first.</param>
/// <param name="InhabitedSince">Since when it has had a customer without a break.</param>
internal readonly record struct ZoneState(string TimeZone, DateOnly? LastDate, DateTimeOffset InhabitedSince)
{
    /// <summary>
    /// The last date that counts as run: what was due while nobody lived there was run with nobody in it, and nothing before the
    /// first start is ever run.
    /// </summary>
    public DateOnly RunThrough(DateTimeOffset firstStarted, TimeOnly runAt)
    {
        var before = InhabitedSince > firstStarted
            ? Latest(LatestDue(TimeZone, InhabitedSince, runAt), BeforeFirst(TimeZone, firstStarted))
            : BeforeFirst(TimeZone, firstStarted);
        return LastDate is { } last ? Latest(last, before) : before;
    }

    /// <summary>The day before the first date that is ever run in a zone.</summary>
    public static DateOnly BeforeFirst(string timeZone, DateTimeOffset firstStarted) => TimeZones.LocalDate(timeZone, firstStarted).AddDays(-1);

    /// <summary>The last date whose time to be run has come.</summary>
    public static DateOnly LatestDue(string timeZone, DateTimeOffset now, TimeOnly runAt)
    {
        var today = TimeZones.LocalDate(timeZone, now);
        return TimeZones.InstantOf(timeZone, today, runAt) <= now ? today : today.AddDays(-1);
    }

    private static DateOnly Latest(DateOnly a, DateOnly b) => a > b ? a : b;
}
