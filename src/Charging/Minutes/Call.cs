namespace PackageBilling.Charging.Minutes;

/// <summary>A call as the switch rated it, read and in order (domain: "Calls").</summary>
/// <param name="Line">Its number in the body: the line, or the place in the array, from 1.</param>
/// <param name="CallId">The switch's id.</param>
/// <param name="CustomerId">Who pays.</param>
/// <param name="Did">The DID that it was made or taken on, digits only; null when none was given.</param>
/// <param name="Destination">E.164 digits.</param>
/// <param name="StartedAt">In UTC, to the microsecond.</param>
/// <param name="BilledSeconds">Seconds after the switch's own rounding.</param>
/// <param name="Amount">Retail of the whole call.</param>
public sealed record Call(
    long Line, string CallId, string CustomerId, string? Did, string Destination, DateTimeOffset StartedAt,
    int BilledSeconds, decimal Amount);
