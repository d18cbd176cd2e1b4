using PackageBilling.Foundation;

namespace PackageBilling.Billing;

/// <summary>
/// What one assignment owes on one date, whether it was posted or not (domain: "When a package is due"). Lines of amount 0 are
/// among them, since they are considered too.
/// </summary>
internal static class AssignmentDue
{
    /// <summary>The lines in the order setup, recurring, minimum spend.</summary>
    /// <exception cref="OverflowException">An amount is too large to be represented.</exception>
    public static DueLines On(DateOnly date, AssignmentBook assignment, PackageOn package) =>
        new(Setup(date, assignment, package), Recurring(date, assignment, package), MinimumSpend(date, assignment, package));

    private static Line? Setup(DateOnly date, AssignmentBook assignment, PackageOn package)
    {
        var counts = assignment.Setup.Stands || assignment.BilledThrough >= assignment.Start;
        if (counts || !package.HasSetup || !IsWithin(date, assignment)) return null;
        return Due(assignment, ChargeKind.Setup, assignment.Start, assignment.QuantityOn(date),
            package.Terms.SetupRetail, package.Terms.SetupCost, assignment.AutoDecrementOn(date));
    }

    private static Line? Recurring(DateOnly date, AssignmentBook assignment, PackageOn package) =>
        package.Matches && IsWithin(date, assignment)
            ? Due(assignment, ChargeKind.Recurring, date, assignment.QuantityOn(date),
                package.Terms.Retail, package.Terms.Cost, assignment.AutoDecrementOn(date))
            : null;

    private static Line? MinimumSpend(DateOnly date, AssignmentBook assignment, PackageOn package)
    {
        if (!package.Settles || date <= assignment.Start) return null;
        var from = package.Previous is { } previous && previous > assignment.Start ? previous : assignment.Start;
        if (assignment.End < (package.Previous ?? assignment.Start)) return null;
        if (package.Book.TermsOn(from).MinimumSpend is not { } minimum) return null;
        var flagsOn = assignment.End < date ? assignment.End.Value : date;
        var line = Due(assignment, ChargeKind.MinimumSpend, date, assignment.QuantityOn(from), minimum, 0, assignment.AutoDecrementOn(flagsOn));
        return line with
        {
            Retail = Math.Max(0, line.Retail - assignment.Spend),
            Spend = assignment.Spend,
            IntervalFrom = package.Previous ?? assignment.Start,
            IntervalTo = date,
        };
    }

    private static bool IsWithin(DateOnly date, AssignmentBook assignment) =>
        assignment.Start <= date && (assignment.End is null || date <= assignment.End);

    private static Line Due(
        AssignmentBook assignment, ChargeKind kind, DateOnly keyDate, int quantity, decimal unitRetail, decimal unitCost, bool debits) =>
        new(assignment, kind, LineOutcome.Charged, null, keyDate, 0, quantity, unitRetail, unitCost,
            Amounts.Round(quantity * unitRetail), Amounts.Round(quantity * unitCost), debits);
}

/// <summary>The lines of one assignment and date, each null when it owes none of its kind.</summary>
internal readonly record struct DueLines(Line? Setup, Line? Recurring, Line? MinimumSpend);
