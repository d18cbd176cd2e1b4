using System.Text.Json.Serialization;

namespace PackageBilling.Billing.Events;

/// <summary>
/// Calls of one customer, rated once and for good in the order of the log (domain: "Calls", "Free minutes"). What a
/// call was answered never changes, whatever becomes known later.
/// </summary>
/// <param name="CustomerId">The customer.</param>
/// <param name="DecidedAt">The position of the log up to which packages and assignments were known.</param>
/// <param name="TimeZone">The customer's zone known then, which gave the local dates.</param>
/// <param name="Calls">The calls in the order in which they were rated; at least one.</param>
/// <param name="Windows">What they used of free minutes, in the order of assignment id and window.</param>
/// <param name="Numbers">Their destinations and DIDs, encrypted:
/// a text for each month that they have local dates in.</param>
/// <param name="Totals">What they add up to.</param>
public sealed record CallsRated(
    string CustomerId, long DecidedAt, string TimeZone, [property: JsonConverter(
        typeof(StoredCalls.Text))] IReadOnlyList<RatedCall> Calls, IReadOnlyList<WindowUsed> Windows,
    IReadOnlyList<SealedNumbers> Numbers, CallTotals Totals) : ICallsEvent
{
    /// <summary>What the calls were charged by local date, in its order.</summary>
    [JsonIgnore]
    public IReadOnlyList<DayTotal> Days => Totals.Days;
}

/// <summary>
/// One call and what it was answered. Stored as one line of text (<see cref="RatedCallText"/>):
/// there are millions a day.
/// </summary>
/// <param name="CallId">The switch's id: a call counts once however often it is sent.</param>
/// <param name="StartedAt">When it began, in UTC, to the microsecond.</param>
/// <param name="LocalDate">The date of that in the customer's zone: the call belongs to it, whole.</param>
/// <param name="BilledSeconds">Seconds after the switch's own rounding.</param>
/// <param name="Amount">Retail of the whole call, in the customer's currency.</param>
/// <param name="FreeSeconds">Seconds that free minutes covered.</param>
/// <param name="Charged">The amount without its covered part.</param>
/// <param name="Uses">What covered it, in the order of use; null when nothing did.</param>
/// <param name="DidKey">The DID's pseudonym under the customer's secret; null when the call came without one.</param>
/// <param name="Content">A keyed hash of all that was sent, to tell a repeat from another call
/// with the same id.</param>
[JsonConverter(typeof(RatedCallText))]
public sealed record RatedCall(
    string CallId,
    DateTimeOffset StartedAt,
    DateOnly LocalDate,
    int BilledSeconds,
    decimal Amount,
    int FreeSeconds,
    decimal Charged,
    IReadOnlyList<FreeUse>? Uses,
    byte[]? DidKey,
    byte[] Content);

/// <summary>The numbers of calls of one month, readable with the customer's key for it only.</summary>
/// <param name="Month">Its first day.</param>
/// <param name="Text">Nonce, tag and cipher text of AES-GCM: a line for each call, in their order,
/// bound to their ids.</param>
public sealed record SealedNumbers(DateOnly Month, byte[] Text);

/// <summary>What the calls of one event used of one window.</summary>
/// <param name="AssignmentId">The assignment that grants the minutes.</param>
/// <param name="WindowFrom">The first date of the window.</param>
/// <param name="Seconds">The sum over these calls.</param>
/// <param name="UsedAfter">The sum over all calls ever, after these, in the order of the customer's stream.</param>
/// <param name="IsCarriedOver">Whether they were used in the window that followed.</param>
public sealed record WindowUsed(
    string AssignmentId, DateOnly WindowFrom, long Seconds, long UsedAfter,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool IsCarriedOver = false);

/// <summary>
/// The keys of calls were deleted: destinations and DIDs of these months can never be read again, amounts and seconds
/// stay (domain: "Calls").
/// </summary>
/// <param name="Before">The date asked for: months that ended before it are erased.</param>
/// <param name="Months">The first day of the first month that keeps its key.</param>
public sealed record CallsErased(DateOnly Before, DateOnly Months);
