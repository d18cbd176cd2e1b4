namespace PackageBilling.Billing;

/// <summary>
/// A line of a run in the form that is sealed: all that was decided about it, charged or not. The same line as posted, as
/// recorded uncharged and as decided anew has the same form, so a replay can be compared seal by seal.
/// </summary>
internal sealed record SealedLine(string CustomerId, IReadOnlyList<string> Fields)
{
    /// <summary>The names of the fields, in their order.</summary>
    public static readonly string[] Names =
    [
        "customerId", "assignmentId", "packageId", "did", "kind", "outcome", "reason", "date", "keyDate", "nth", "quantity", "unitRetail",
        "unitCost", "retail", "cost", "currency", "debitsCredit", "insufficientCredit", "spend", "intervalFrom", "intervalTo",
    ];

    /// <summary>A line that was posted.</summary>
    public static SealedLine Of(ChargesPosted posted, PostedLine line) => Of(
        posted.CustomerId, line.AssignmentId, line.PackageId, line.Did, line.Kind, LineOutcome.Charged, null, posted.Date, line.KeyDate, line.Nth,
        line.Quantity, line.UnitRetail, line.UnitCost, line.Retail, line.Cost, posted.Currency, line.DebitsCredit, line.InsufficientCredit,
        line.Spend, line.IntervalFrom, line.IntervalTo);

    /// <summary>A line that a run considered and did not charge.</summary>
    public static SealedLine Of(DateOnly date, UnchargedLine line) => Of(
        line.CustomerId, line.AssignmentId, line.PackageId, line.Did, line.Kind, line.Outcome, line.Reason, date, line.KeyDate, line.Nth,
        line.Quantity, line.UnitRetail, line.UnitCost, line.Retail, line.Cost, line.Currency, line.DebitsCredit, false, null, null, null);

    private static SealedLine Of(
        string customerId, string assignmentId, string packageId, string? did, ChargeKind kind, LineOutcome outcome, string? reason, DateOnly date,
        DateOnly keyDate, int nth, int quantity, decimal unitRetail, decimal unitCost, decimal retail, decimal cost, string currency,
        bool debitsCredit, bool insufficientCredit, decimal? spend, DateOnly? intervalFrom, DateOnly? intervalTo) => new(customerId,
        [
            customerId, assignmentId, packageId, did ?? "", ChargeIds.Text(kind), ReportCsv.OutcomeText(outcome), reason ?? "",
            CanonicalText.Of(date), CanonicalText.Of(keyDate), CanonicalText.Of(nth), CanonicalText.Of(quantity), CanonicalText.Of(unitRetail),
            CanonicalText.Of(unitCost), CanonicalText.Of(retail), CanonicalText.Of(cost), currency, CanonicalText.Of(debitsCredit),
            CanonicalText.Of(insufficientCredit), spend is { } spent ? CanonicalText.Of(spent) : "", CanonicalText.Of(intervalFrom),
            CanonicalText.Of(intervalTo),
        ]);
}
