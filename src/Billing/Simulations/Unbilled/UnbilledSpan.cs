namespace PackageBilling.Billing.Simulations.Unbilled;

/// <summary>
/// The dates whose runs are past. A date is past in a time zone from the local time on at which the schedule runs it;
/// whether it did so then is not asked, so that a carrier without a schedule has an answer too.
/// </summary>
/// <param name="From">The first date.</param>
/// <param name="To">The last date; those of it that have not come are left out.</param>
/// <param name="Now">When it is asked.</param>
/// <param name="RunAt">The local time from which a date is run.</param>
internal sealed record UnbilledSpan(DateOnly From, DateOnly To, DateTimeOffset Now, TimeOnly RunAt)
{
    /// <summary>The dates that are past somewhere, in order.</summary>
    public IEnumerable<DateOnly> Dates()
    {
        var latest = TimeZones.LatestToday(Now);
        for (var date = From; date <= To && date <= latest; date = date.AddDays(1)) yield return date;
    }

    /// <summary>The time zones in which a date is past; null for all.</summary>
    public IReadOnlySet<string>? Zones(DateOnly date) => date < TimeZones.EarliestToday(Now) ? null
        : TimeZones.All.Where(zone => ZoneDates.LatestDue(zone, Now, RunAt) >= date).ToHashSet(StringComparer.Ordinal);
}
