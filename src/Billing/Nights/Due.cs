namespace PackageBilling.Billing.Nights;

/// <summary>A date to run for some zones.</summary>
internal sealed record DueRun(DateOnly Date, IReadOnlyList<string> Zones)
{
    public bool Equals(DueRun? other) =>
        other is not null && Date == other.Date && Zones.SequenceEqual(other.Zones, StringComparer.Ordinal);

    public override int GetHashCode() => HashCode.Combine(Date, Zones.Count);
}

/// <summary>
/// What is to be run, from what was run and the time: each zone's date after the last one, from the configured local
/// time on (domain: "Runs", the scheduler). Where clocks skip that time it is the moment after the gap, where they show
/// it twice the first one.
/// </summary>
internal static class Due
{
    /// <summary>The runs that are due, the earliest date first. A zone is in one at most: its next date waits for
    /// that one to end.</summary>
    public static IReadOnlyList<DueRun> Runs(
        IEnumerable<ZoneState> zones, DateTimeOffset firstStarted, DateTimeOffset now, TimeOnly runAt) =>
    [
        .. from zone in zones
           let next = Next(zone, firstStarted, runAt)
           where next.At <= now
           group zone.TimeZone by next.Date into due
           orderby due.Key
           select new DueRun(due.Key, [.. due.Order(StringComparer.Ordinal)]),
    ];

    /// <summary>A zone's next date and when it is due.</summary>
    public static (DateOnly Date, DateTimeOffset At) Next(ZoneState zone, DateTimeOffset firstStarted, TimeOnly runAt)
    {
        var date = zone.RunThrough(firstStarted, runAt).AddDays(1);
        return (date, TimeZones.InstantOf(zone.TimeZone, date, runAt));
    }
}
