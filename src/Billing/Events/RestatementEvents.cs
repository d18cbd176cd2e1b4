namespace PackageBilling.Billing;

/// <summary>Charges of past dates were corrected after late facts (domain: "Credit", restatement). The lines that are corrected stay as they are.</summary>
/// <param name="CustomerId">The customer.</param>
/// <param name="RestatementId">The restatement that this is a part of.</param>
/// <param name="DecidedAt">The position of the log up to which facts were known.</param>
/// <param name="Currency">The currency of every amount here.</param>
/// <param name="Debited">What the lines take from credit; less than 0 for what they give back.</param>
/// <param name="Accrued">What they add to what waits for an invoice; less than 0 for what they take off it.</param>
/// <param name="CreditBefore">The customer's credit before the first line.</param>
/// <param name="CreditAfter">The customer's credit after the last line.</param>
/// <param name="Lines">The lines, in the order of date, assignment id and kind; at least one.</param>
public sealed record ChargesRestated(
    string CustomerId, string RestatementId, long DecidedAt, string Currency, decimal Debited, decimal Accrued, decimal CreditBefore, decimal CreditAfter,
    IReadOnlyList<RestatedLine> Lines);

/// <summary>A correction of one line, or of the gap where one was due.</summary>
/// <param name="Corrects">The id of the line; for a gap the id that its line would have, with 0 as its number.</param>
/// <param name="Nth">1, and more when it was corrected before.</param>
/// <param name="Date">The business date that is corrected.</param>
/// <param name="AssignmentId">What it is charged for.</param>
/// <param name="PackageId">The assignment's package.</param>
/// <param name="Did">The assignment's DID; null when it is the customer's own.</param>
/// <param name="Of">The kind of the line that it corrects.</param>
/// <param name="KeyDate">The date in that line's exactly-once key.</param>
/// <param name="Fills">For a gap: the number under which it counts as posted from now on, so that no run posts it again; else null.</param>
/// <param name="StandsRetail">What stood before: the line with its earlier corrections.</param>
/// <param name="StandsCost">The cost of that.</param>
/// <param name="Due">What is due by what is known; null for nothing.</param>
/// <param name="Retail">Added to what the customer pays.</param>
/// <param name="Cost">Added to what the carrier pays.</param>
/// <param name="DebitsCredit">Whether it takes credit, or gives it back.</param>
/// <param name="InsufficientCredit">Whether it left the customer with less than nothing available.</param>
/// <param name="Because">The position of the first event that makes the difference; null when there is none, as for a change of the rules.</param>
public sealed record RestatedLine(
    string Corrects, int Nth, DateOnly Date, string AssignmentId, string PackageId, string? Did, ChargeKind Of, DateOnly KeyDate, int? Fills,
    decimal StandsRetail, decimal StandsCost, DueLine? Due, decimal Retail, decimal Cost, bool DebitsCredit, bool InsufficientCredit, long? Because);

/// <summary>What a run of the date would post by what is known.</summary>
/// <param name="Quantity">Units.</param>
/// <param name="UnitRetail">Price per unit that the customer pays.</param>
/// <param name="UnitCost">Price per unit that the carrier pays.</param>
/// <param name="Retail">What the customer pays.</param>
/// <param name="Cost">What the carrier pays.</param>
/// <param name="DebitsCredit">Whether it takes credit.</param>
/// <param name="Spend">For minimum spend: what the calls of the interval came to.</param>
/// <param name="IntervalFrom">For minimum spend: the first date of the interval, inclusive.</param>
/// <param name="IntervalTo">For minimum spend: the end of the interval, exclusive.</param>
public sealed record DueLine(
    int Quantity, decimal UnitRetail, decimal UnitCost, decimal Retail, decimal Cost, bool DebitsCredit, decimal? Spend = null, DateOnly? IntervalFrom = null,
    DateOnly? IntervalTo = null);

/// <summary>A restatement was applied: its lines are in the customers' accounts.</summary>
/// <param name="RestatementId">Its id.</param>
/// <param name="From">The first business date.</param>
/// <param name="To">The last business date.</param>
/// <param name="CustomerIds">The customers that it was for, sorted ordinally; null for all.</param>
/// <param name="DecidedAt">The highest position up to which facts were known.</param>
/// <param name="FirstPosition">The lowest position of its lines in the log; 0 when there are none.</param>
/// <param name="LastPosition">The highest one.</param>
/// <param name="ByCurrency">The lines, per currency, sorted ordinally.</param>
public sealed record RestatementApplied(
    string RestatementId, DateOnly From, DateOnly To, IReadOnlyList<string>? CustomerIds, long DecidedAt, long FirstPosition, long LastPosition,
    IReadOnlyList<CurrencyTotals> ByCurrency);
