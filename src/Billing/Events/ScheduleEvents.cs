namespace PackageBilling.Billing.Events;

/// <summary>The scheduler began its work, once in the life of the log:
/// no date from before it is ever run by itself.</summary>
/// <param name="At">When.</param>
public sealed record SchedulerStarted(DateTimeOffset At);

/// <summary>
/// A run was started by the scheduler. It is appended together with the run at a known version of the one stream, so of
/// two nodes that decide at the same time one only starts it.
/// </summary>
/// <param name="RunId">The run.</param>
/// <param name="Date">Its business date.</param>
public sealed record RunScheduled(string RunId, DateOnly Date);

/// <summary>
/// Facts that came after the run of dates that they are about were looked at, and with them which dates are run again
/// for whom: assignments with <c>billPast</c>, and customers who moved to a zone that is further on.
/// </summary>
/// <param name="Through">All such facts up to this position are answered for.</param>
/// <param name="Owed">The dates owed, in the order of the facts.</param>
public sealed record PastDatesOwed(long Through, IReadOnlyList<OwedDates> Owed);

/// <summary>Dates that are run again for one customer.</summary>
/// <param name="CustomerId">The customer.</param>
/// <param name="From">The first date.</param>
/// <param name="To">The last date, inclusive.</param>
/// <param name="Caused">The position of the fact that came late.</param>
public sealed record OwedDates(string CustomerId, DateOnly From, DateOnly To, long Caused);
