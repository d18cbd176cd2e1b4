using System.Text.Json.Serialization;

namespace PackageBilling.Charging.Lines;

/// <summary>
/// One amount of one kind for one assignment on one date (domain: "Words", charge line). The same record is decided,
/// posted, recorded as not charged, reversed, restated and reported. A new field is one more here and in
/// <see cref="LineFormat"/>.
/// </summary>
/// <param name="AssignmentId">What it is charged for.</param>
/// <param name="PackageId">The assignment's package.</param>
/// <param name="Did">The assignment's DID, as a token; null when it is the customer's own.</param>
/// <param name="Kind">What the amount is.</param>
/// <param name="PostingDate">The date in its exactly-once key: the run's date,
/// for setup the assignment's start.</param>
/// <param name="Occurrence">
/// 1, and more when it was charged again on purpose or after a reversal that asked for it. Of a line that is not
/// charged, the number of the posting that stands for it; 0 when there is none.
/// </param>
/// <param name="Quantity">Units.</param>
/// <param name="UnitRetail">Price per unit that the customer pays.</param>
/// <param name="UnitCost">Price per unit that the carrier pays.</param>
/// <param name="Retail">What the customer pays.</param>
/// <param name="Cost">What the carrier pays.</param>
/// <param name="DebitsCredit">Whether it takes credit.</param>
/// <param name="InsufficientCredit">Whether it leaves the customer with less than nothing available.</param>
/// <param name="PriceFrom">Whose terms its price comes from.</param>
/// <param name="Spend">For minimum spend: what the calls of the interval came to.</param>
/// <param name="IntervalFrom">For minimum spend and proration: the first date of the interval or period,
/// inclusive.</param>
/// <param name="IntervalTo">For minimum spend and proration: the end of the interval or period, exclusive.</param>
/// <param name="ActiveDays">For a minimum in proportion: the active days of the interval;
/// null for a minimum in full.</param>
[JsonConverter(typeof(LineFormat))]
public sealed record ChargeLine(
    string AssignmentId,
    string PackageId,
    string? Did,
    ChargeKind Kind,
    DateOnly PostingDate,
    int Occurrence,
    int Quantity,
    decimal UnitRetail,
    decimal UnitCost,
    decimal Retail,
    decimal Cost,
    bool DebitsCredit,
    bool InsufficientCredit = false,
    PriceFrom PriceFrom = PriceFrom.Package,
    decimal? Spend = null,
    DateOnly? IntervalFrom = null,
    DateOnly? IntervalTo = null,
    int? ActiveDays = null)
{
    /// <summary>For minimum spend: what the calls of the interval have to come to, exact.</summary>
    public decimal Minimum => ActiveDays is { } days && IntervalFrom is { } from && IntervalTo is { } to
        ? Quantity * UnitRetail * days / (to.DayNumber - from.DayNumber) : Quantity * UnitRetail;

    /// <summary>For minimum spend: what is due when the calls of the interval came to an amount.</summary>
    public decimal DueAt(decimal spend) => Math.Max(0, Amounts.Round(Minimum - spend));

    /// <summary>Its id, once it is posted (<see cref="ChargeIds"/>).</summary>
    public string Id => ChargeIds.Of(AssignmentId, Kind, PostingDate, Occurrence);
}
