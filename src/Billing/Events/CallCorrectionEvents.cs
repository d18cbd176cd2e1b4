using System.Text.Json.Serialization;

namespace PackageBilling.Billing.Events;

/// <summary>
/// Calls of one customer were voided or rated again (domain: "Corrections to calls"). What they were answered stays in
/// the event that rated them; from here on they count as this says.
/// </summary>
/// <param name="CorrectionId">The correction that was asked for; it may take several events.</param>
/// <param name="Kind">Whether they were voided or rated again.</param>
/// <param name="CustomerId">The customer.</param>
/// <param name="DecidedAt">The position of the log up to which facts were known.</param>
/// <param name="RatedAt">The positions of the events that rated the calls, ascending, each once.</param>
/// <param name="Calls">The calls in the order in which they were rated; at least one.</param>
/// <param name="Windows">What this changes of windows of free minutes, in the order of assignment id and window: the
/// seconds are negative where they are there again.</param>
/// <param name="Totals">What this changes of spend: negative where less counts.</param>
public sealed record CallsCorrected(
    string CorrectionId, CallCorrectionKind Kind, string CustomerId, long DecidedAt, IReadOnlyList<long> RatedAt,
    IReadOnlyList<CorrectedCall> Calls, IReadOnlyList<WindowUsed> Windows, CallTotals Totals) : ICallsEvent;

/// <summary>One call that was voided or rated again.</summary>
/// <param name="CallId">The switch's id.</param>
/// <param name="RatedAt">The position of the event that rated it.</param>
/// <param name="StartedAt">When it began, in UTC.</param>
/// <param name="LocalDate">The date that it belongs to.</param>
/// <param name="DidKey">The DID's pseudonym; null when the call came without one.</param>
/// <param name="Before">How it counted until now.</param>
/// <param name="After">How it counts from now on; null when it counts no more.</param>
public sealed record CorrectedCall(
    string CallId, long RatedAt, DateTimeOffset StartedAt, DateOnly LocalDate, byte[]? DidKey, CallOutcome Before,
    CallOutcome? After)
{
    /// <summary>What this adds to spend; negative when less counts.</summary>
    [JsonIgnore]
    public decimal Difference => (After?.Charged ?? 0) - Before.Charged;
}

/// <summary>How a call counts.</summary>
/// <param name="FreeSeconds">Seconds that free minutes cover.</param>
/// <param name="Charged">The amount without its covered part, in the customer's currency.</param>
/// <param name="Uses">What covers it, in the order of use; null when nothing does.</param>
public sealed record CallOutcome(int FreeSeconds, decimal Charged, IReadOnlyList<FreeUse>? Uses)
{
    /// <summary>What a call was answered.</summary>
    internal static CallOutcome Of(RatedCall call) => new(call.FreeSeconds, call.Charged, call.Uses);

    /// <summary>What a call is answered now.</summary>
    internal static CallOutcome Of(CallAnswer answer) =>
        new(answer.FreeSeconds, answer.Charged, answer.Uses.Count == 0 ? null : answer.Uses);

    /// <summary>Whether both count the same.</summary>
    internal bool CountsAs(CallOutcome other) => FreeSeconds == other.FreeSeconds && Charged == other.Charged
        && (Uses ?? []).SequenceEqual(other.Uses ?? []);
}
