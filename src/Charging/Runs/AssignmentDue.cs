namespace PackageBilling.Charging.Runs;

/// <summary>
/// What one assignment owes on one date, whether it was posted or not (domain: "When a package is due"). Lines of amount 0 are
/// among them, since they are considered too.
/// </summary>
public static class AssignmentDue
{
    /// <summary>The lines in the order setup, recurring, minimum spend; none when nothing is due.</summary>
    /// <exception cref="OverflowException">An amount is too large to be represented.</exception>
    public static IReadOnlyList<ChargeLine> On(DateOnly date, AssignmentBook assignment, PackageOn package)
    {
        var recurring = Recurring(date, assignment, package);
        var (setup, minimumSpend) = (Setup(date, assignment, package), MinimumSpend(date, assignment, package));
        // Nearly always the only one.
        if (setup is null && minimumSpend is null) return recurring is null ? [] : [recurring];
        return [.. new[] { setup, recurring, minimumSpend }.OfType<ChargeLine>()];
    }

    private static ChargeLine? Setup(DateOnly date, AssignmentBook assignment, PackageOn package)
    {
        var counts = assignment.Posted.Setup.IsStanding || assignment.Terms.BilledThrough >= assignment.Start;
        if (counts || !package.HasSetup || !assignment.IsActiveOn(date)) return null;
        return Due(assignment, ChargeKind.Setup, assignment.Start, assignment.Terms.On(date), package.Terms.SetupRetail,
            package.Terms.SetupCost);
    }

    private static ChargeLine? Recurring(DateOnly date, AssignmentBook assignment, PackageOn package) =>
        package.Matches && assignment.IsActiveOn(date)
            ? Due(assignment, ChargeKind.Recurring, date, assignment.Terms.On(date), package.Terms.Retail, package.Terms.Cost)
            : null;

    private static ChargeLine? MinimumSpend(DateOnly date, AssignmentBook assignment, PackageOn package)
    {
        if (!package.Settles || date <= assignment.Start) return null;
        var from = package.Previous is { } previous && previous > assignment.Start ? previous : assignment.Start;
        if (assignment.End < (package.Previous ?? assignment.Start)) return null;
        if (package.Book.TermsOn(from).MinimumSpend is not { } minimum) return null;
        var flagsOn = assignment.End < date ? assignment.End.Value : date;
        var line = Due(assignment, ChargeKind.MinimumSpend, date, assignment.Terms.On(from), minimum, 0);
        return line with
        {
            DebitsCredit = assignment.Terms.On(flagsOn).AutoDecrementCredit ?? false,
            Retail = Math.Max(0, line.Retail - assignment.Spend),
            Spend = assignment.Spend,
            IntervalFrom = package.Previous ?? assignment.Start,
            IntervalTo = date,
        };
    }

    private static ChargeLine Due(
        AssignmentBook assignment, ChargeKind kind, DateOnly postingDate, OwnTerms terms, decimal unitRetail, decimal unitCost)
    {
        var quantity = terms.Quantity ?? 1;
        return new(assignment.AssignmentId, assignment.PackageId, assignment.Did, kind, postingDate, 0, quantity, unitRetail, unitCost,
            Amounts.Round(quantity * unitRetail), Amounts.Round(quantity * unitCost), terms.AutoDecrementCredit ?? false);
    }
}
