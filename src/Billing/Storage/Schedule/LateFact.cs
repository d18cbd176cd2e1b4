namespace PackageBilling.Billing.Storage.Schedule;

/// <summary>
/// A fact that may be about dates that were run before it was known: an assignment with <c>billPast</c>, or a customer's new zone.
/// It carries what the schedule had done at its position, so that the answer does not depend on when it is looked at.
/// </summary>
/// <param name="Position">Where the log has it.</param>
/// <param name="CustomerId">The customer.</param>
/// <param name="RecordedAt">When it became known.</param>
/// <param name="StartDate">The assignment's first day; null for a new zone.</param>
/// <param name="Zone">The customer's zone, after the fact.</param>
/// <param name="Left">For a new zone: the one before, with the last date whose run was complete.</param>
internal sealed record LateFact(
    long Position, string CustomerId, DateTimeOffset RecordedAt, DateOnly? StartDate, ZoneState Zone, ZoneState? Left)
{
    /// <summary>
    /// The dates that are run again for the customer; null when there are none. A run that had begun in the zone that was left, and
    /// had not ended, may have missed the customer, so its date is among them: what it did post stays posted once.
    /// </summary>
    public OwedDates? Owed(DateTimeOffset firstStarted, TimeOnly runAt)
    {
        var to = Zone.RunThrough(firstStarted, runAt);
        DateOnly from;
        if (Left is { } left) from = left.RunThrough(firstStarted, runAt).AddDays(1);
        else
        {
            var first = ZoneState.BeforeFirst(Zone.TimeZone, firstStarted).AddDays(1);
            from = StartDate > first ? StartDate.Value : first;
            var today = TimeZones.LocalDate(Zone.TimeZone, RecordedAt);
            if (today < to) to = today;
        }
        return from <= to ? new(CustomerId, from, to, Position) : null;
    }
}
