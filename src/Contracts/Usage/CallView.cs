namespace PackageBilling.Contracts;

/// <summary>
/// A call as lists show it (api: calls). Destination and DID are <c>erased</c> once their key was deleted.
/// </summary>
public sealed record CallView(
    string CallId, DateTimeOffset StartedAt, DateOnly LocalDate, string? Did, string Destination, int BilledSeconds,
    decimal Amount, int FreeSeconds, decimal Charged, IReadOnlyList<FreeUse> Uses);
