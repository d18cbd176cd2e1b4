namespace PackageBilling.Billing.Storage.Schedule;

/// <summary>How far a time zone is, as known at one position.</summary>
/// <param name="TimeZone">IANA id.</param>
/// <param name="LastDate">The last date for which a run was started by the schedule; null before the first.</param>
/// <param name="InhabitedSince">Since when it has had a customer without a break.</param>
internal readonly record struct ZoneState(string TimeZone, DateOnly? LastDate, DateTimeOffset InhabitedSince);
