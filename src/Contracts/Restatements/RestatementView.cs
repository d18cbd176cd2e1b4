namespace PackageBilling.Contracts;

/// <summary>What past runs differ by, and what was posted of it (api: restatements).</summary>
/// <param name="RestatementId">The restatement; null when nothing was posted.</param>
/// <param name="Simulate">Whether nothing was to be posted.</param>
/// <param name="From">The first business date.</param>
/// <param name="To">The last business date.</param>
/// <param name="Position">The position of the log up to which facts count.</param>
/// <param name="Totals">All lines added up.</param>
/// <param name="Lines">The lines by date, customer, assignment and kind; in JSON at most 5,000.</param>
/// <param name="NotPosted">Customers whose accounts never stood still; apply it again for them.</param>
public sealed record RestatementView(
    string? RestatementId, bool Simulate, DateOnly From, DateOnly To, long Position, RestatementTotals Totals,
    IReadOnlyList<RestatementLineView> Lines, IReadOnlyList<string> NotPosted);

/// <summary>Totals of corrections: amounts are null when more than one currency is among them (I16).</summary>
public sealed record RestatementTotals(
    int Lines, decimal? Retail, decimal? Cost, decimal? Margin, decimal? Debited,
    IReadOnlyList<CurrencyTotalsView> ByCurrency);

/// <summary>One correction: what stands, what is due, and the difference.</summary>
/// <param name="ChargeId">The id that it has, or would have, as a charge line.</param>
/// <param name="Corrects">
/// The id of the line that it corrects; for a gap the id that its line would have, with 0 as its number.
/// </param>
/// <param name="Of">The kind of that line.</param>
/// <param name="IsGap">Whether no run has posted one.</param>
/// <param name="CustomerId">The customer.</param>
/// <param name="AssignmentId">The assignment.</param>
/// <param name="PackageId">Its package.</param>
/// <param name="Did">Its DID.</param>
/// <param name="Date">The business date that is corrected.</param>
/// <param name="Currency">The currency of the amounts.</param>
/// <param name="StandsRetail">What the customer pays so far: the line with earlier corrections.</param>
/// <param name="StandsCost">What the carrier pays so far.</param>
/// <param name="DueRetail">What the customer should pay by what is known.</param>
/// <param name="DueCost">What the carrier should.</param>
/// <param name="Retail">Added to what the customer pays.</param>
/// <param name="Cost">Added to what the carrier pays.</param>
/// <param name="DebitsCredit">Whether it takes credit, or gives it back.</param>
/// <param name="InsufficientCredit">Whether it leaves less than nothing available.</param>
/// <param name="Because">The position of the first event that makes the difference.</param>
/// <param name="FirstEvent">That event, in the answer in which it was found.</param>
public sealed record RestatementLineView(
    string ChargeId, string Corrects, ChargeKind Of, bool IsGap, string CustomerId, string AssignmentId,
    string PackageId, string? Did, DateOnly Date, string Currency, decimal StandsRetail, decimal StandsCost,
    decimal DueRetail, decimal DueCost, decimal Retail, decimal Cost, bool DebitsCredit, bool InsufficientCredit,
    long? Because, EventView? FirstEvent = null);
