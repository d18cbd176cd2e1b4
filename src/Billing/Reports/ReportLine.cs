namespace PackageBilling.Billing;

/// <summary>A line as reports and lists show it (api: "Line").</summary>
internal sealed record ReportLine(
    string? ChargeId,
    LineOutcome Outcome,
    bool Again,
    string CustomerId,
    string? Did,
    string AssignmentId,
    string PackageId,
    ChargeKind Kind,
    DateOnly Date,
    int Quantity,
    decimal UnitRetail,
    decimal UnitCost,
    decimal Retail,
    decimal Cost,
    bool DebitsCredit,
    bool InsufficientCredit,
    string Currency,
    string? Reason,
    decimal? Spend,
    DateOnly? IntervalFrom,
    DateOnly? IntervalTo,
    string? Corrects = null)
{
    /// <summary>A line that was posted.</summary>
    public static ReportLine Of(ChargesPosted posted, PostedLine line) => new(
        ChargeIds.Of(line.AssignmentId, line.Kind, line.KeyDate, line.Nth), LineOutcome.Charged, line.Nth > 1, posted.CustomerId, line.Did,
        line.AssignmentId, line.PackageId, line.Kind, posted.Date, line.Quantity, line.UnitRetail, line.UnitCost, line.Retail, line.Cost,
        line.DebitsCredit, line.InsufficientCredit, posted.Currency, null, line.Spend, line.IntervalFrom, line.IntervalTo);

    /// <summary>A line that takes another back: its amounts are the opposite.</summary>
    public static ReportLine Of(LineReversed reversed)
    {
        var line = reversed.Line;
        return new(ChargeIds.OfReversal(line), LineOutcome.Charged, false, reversed.CustomerId, line.Did, line.AssignmentId, line.PackageId,
            ChargeKind.Reversal, reversed.Date, line.Quantity, -line.UnitRetail, -line.UnitCost, -line.Retail, -line.Cost, line.DebitsCredit, false,
            reversed.Currency, reversed.Reason, null, null, null, ChargeIds.Of(line));
    }

    /// <summary>A line that corrects another one, or the gap where one was due.</summary>
    public static ReportLine Of(ChargesRestated restated, RestatedLine line) => new(
        ChargeIds.Of(line), LineOutcome.Charged, false, restated.CustomerId, line.Did, line.AssignmentId, line.PackageId, ChargeKind.Restatement, line.Date,
        1, line.Retail, line.Cost, line.Retail, line.Cost, line.DebitsCredit, line.InsufficientCredit, restated.Currency, null,
        line.Due?.Spend, line.Due?.IntervalFrom, line.Due?.IntervalTo, line.Corrects);

    /// <summary>A line that a run considered and did not charge. One that was charged before has the id of that charge.</summary>
    public static ReportLine Of(DateOnly date, UnchargedLine line) => new(
        line.Outcome == LineOutcome.AlreadyCharged ? ChargeIds.Of(line.AssignmentId, line.Kind, line.KeyDate, line.Nth) : null,
        line.Outcome, false, line.CustomerId, line.Did, line.AssignmentId, line.PackageId, line.Kind, date, line.Quantity, line.UnitRetail,
        line.UnitCost, line.Retail, line.Cost, line.DebitsCredit, false, line.Currency, line.Reason, null, null, null);

    /// <summary>A line of a simulation. One that would be charged has no id yet.</summary>
    public static ReportLine Of(DateOnly date, CustomerBook customer, Line line) => new(
        line.Outcome == LineOutcome.AlreadyCharged ? ChargeIds.Of(line.Assignment.AssignmentId, line.Kind, line.KeyDate, line.Nth) : null,
        line.Outcome, line.Outcome == LineOutcome.Charged && line.Nth > 1, customer.CustomerId, line.Assignment.Did, line.Assignment.AssignmentId,
        line.Assignment.PackageId, line.Kind, date, line.Quantity, line.UnitRetail, line.UnitCost, line.Retail, line.Cost, line.DebitsCredit,
        line.InsufficientCredit, customer.Currency, line.Reason, line.Spend, line.IntervalFrom, line.IntervalTo);

    /// <summary>
    /// The line as a run keeps it: one that is not charged is kept without its interval. Simulations, which show what a run would do, and
    /// replays have lines of this form, so that they can be compared field by field.
    /// </summary>
    public ReportLine AsKept() => Outcome == LineOutcome.Charged ? this : this with { Spend = null, IntervalFrom = null, IntervalTo = null };

    /// <summary>The order in which lines are decided and posted: customer, assignment, kind.</summary>
    public static readonly Comparer<ReportLine> Order = Comparer<ReportLine>.Create((x, y) =>
        string.CompareOrdinal(x.CustomerId, y.CustomerId) is var byCustomer and not 0 ? byCustomer
        : string.CompareOrdinal(x.AssignmentId, y.AssignmentId) is var byAssignment and not 0 ? byAssignment
        : x.Kind.CompareTo(y.Kind));
}
