namespace PackageBilling.Billing.Storage.Schedule;

/// <summary>
/// A fact that may be about dates that were run before it was known: an assignment with <c>billPast</c>, or a
/// customer's new zone. It carries what the schedule had done at its position, so that the answer does not depend on
/// when it is looked at.
/// </summary>
/// <param name="Position">Where the log has it.</param>
/// <param name="CustomerId">The customer.</param>
/// <param name="RecordedAt">When it became known.</param>
/// <param name="StartDate">The assignment's first day; null for a new zone.</param>
/// <param name="Zone">The customer's zone, after the fact.</param>
/// <param name="Left">For a new zone: the one before, with the last date whose run was complete.</param>
internal sealed record LateFact(
    long Position, string CustomerId, DateTimeOffset RecordedAt, DateOnly? StartDate, ZoneState Zone, ZoneState? Left);
