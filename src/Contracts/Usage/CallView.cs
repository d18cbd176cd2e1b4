namespace PackageBilling.Contracts;

/// <summary>
/// A call as lists show it (api: calls). Destination and DID are <c>erased</c> once their key was deleted.
/// </summary>
/// <param name="CallId">The switch's id.</param>
/// <param name="StartedAt">When it began.</param>
/// <param name="LocalDate">The date that it belongs to.</param>
/// <param name="Did">The DID that it was made or taken on; null for none.</param>
/// <param name="Destination">E.164 digits.</param>
/// <param name="BilledSeconds">Seconds after the switch's own rounding.</param>
/// <param name="Amount">Retail of the whole call, in the customer's currency.</param>
/// <param name="FreeSeconds">Seconds that free minutes cover; 0 once it was voided.</param>
/// <param name="Charged">The amount without its covered part; 0 once it was voided.</param>
/// <param name="Uses">What covers it, in the order of use.</param>
/// <param name="Correction">How it was corrected last; null when it counts as it was rated.</param>
/// <param name="Answered">What it was answered when it was recorded, if it was corrected since.</param>
public sealed record CallView(
    string CallId, DateTimeOffset StartedAt, DateOnly LocalDate, string? Did, string Destination, int BilledSeconds,
    decimal Amount, int FreeSeconds, decimal Charged, IReadOnlyList<FreeUse> Uses,
    CallCorrectionKind? Correction = null, AnsweredCall? Answered = null);
