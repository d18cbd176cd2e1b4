namespace PackageBilling.Charging.Runs;

/// <summary>
/// What one assignment owes on one date, whether it was posted or not (domain: "When a package is due"). Lines of
/// amount 0 are among them, since they are considered too.
/// </summary>
public static class AssignmentDue
{
    /// <summary>The lines in the order setup, recurring, proration, minimum spend; none when nothing is due.</summary>
    /// <exception cref="OverflowException">An amount is too large to be represented.</exception>
    public static IReadOnlyList<ChargeLine> On(DateOnly date, AssignmentBook assignment, PackageOn package)
    {
        var day = package.For(assignment.Start);
        var recurring = day.Matches && assignment.IsActiveOn(date) ? Recurring(date, assignment, package) : null;
        var (setup, minimumSpend) = (Setup(date, assignment, package), MinimumSpend(date, assignment, package, day));
        var prorated = package.Prorates ? Prorated(date, assignment, package) : null;
        // Nearly always the only one.
        if (setup is null && minimumSpend is null && prorated is null) return recurring is null ? [] : [recurring];
        return [.. new[] { setup, recurring, prorated, minimumSpend }.OfType<ChargeLine>()];
    }

    /// <summary>
    /// The interval of minimum spend that an assignment settles on a date, [From, Before); null when it settles none.
    /// </summary>
    public static (DateOnly From, DateOnly Before)? Settled(AssignmentBook assignment, PackageOn package)
    {
        var day = package.For(assignment.Start);
        if (!day.Settles || package.Date <= assignment.Start) return null;
        if (!package.Book.HasMinimumSpend && !assignment.Terms.HasOwnMinimum) return null;
        return (day.Previous ?? assignment.Start, package.Date);
    }

    private static ChargeLine? Setup(DateOnly date, AssignmentBook assignment, PackageOn package)
    {
        if (!package.HasSetup && !assignment.Terms.HasOwnSetup) return null;
        var counts = assignment.Posted.Setup.IsStanding || assignment.Terms.OwesNoSetup(assignment.Start);
        if (counts || !assignment.IsInside(date)) return null;
        var own = assignment.Terms.On(date);
        var unit = UnitPrices.Setup(package.Terms, own);
        return unit is { Retail: 0, Cost: 0 } ? null : Due(assignment, ChargeKind.Setup, assignment.Start, own, unit);
    }

    private static ChargeLine Recurring(DateOnly date, AssignmentBook assignment, PackageOn package)
    {
        var own = assignment.Terms.On(date);
        return Due(assignment, ChargeKind.Recurring, date, own, UnitPrices.Recurring(package.Terms, own));
    }

    private static ChargeLine? Prorated(DateOnly date, AssignmentBook assignment, PackageOn package)
    {
        var parts = Proration.On(date, assignment, package);
        if (parts.Count == 0) return null;
        var (retail, cost) = (0m, 0m);
        foreach (var part in parts) (retail, cost) = (retail + part.RetailDays, cost + part.CostDays);
        var (own, period) = (assignment.Terms.On(date), package.Book.IntervalOn(date, assignment.Start));
        return Due(assignment, ChargeKind.Proration, date, own, parts[^1].Unit) with
        {
            Retail = Amounts.Round(retail / parts[0].Period),
            Cost = Amounts.Round(cost / parts[0].Period),
            IntervalFrom = period.From,
            IntervalTo = period.Next,
        };
    }

    private static ChargeLine? MinimumSpend(DateOnly date, AssignmentBook assignment, PackageOn package, BillingDay day)
    {
        if (Settled(assignment, package) is null) return null;
        var began = day.Previous is { } previous && previous > assignment.Start ? previous : assignment.Start;
        var intervalFrom = day.Previous ?? assignment.Start;
        var activeDays = assignment.ActiveDays(intervalFrom, date);
        if (activeDays == 0) return null;
        var (terms, own) = (package.Book.TermsOn(began), assignment.Terms.On(began));
        if (UnitPrices.Minimum(terms, own) is not { } minimum) return null;
        var flagsOn = assignment.End < date ? assignment.End.Value : date;
        var line = Due(assignment, ChargeKind.MinimumSpend, date, own, minimum);
        line = line with
        {
            DebitsCredit = assignment.Terms.On(flagsOn).AutoDecrementCredit ?? false,
            Spend = assignment.Spend,
            IntervalFrom = intervalFrom,
            IntervalTo = date,
            ActiveDays = terms.MinimumProrated ? activeDays : null,
        };
        return line with { Retail = line.DueAt(assignment.Spend) };
    }

    private static ChargeLine Due(
        AssignmentBook assignment, ChargeKind kind, DateOnly postingDate, OwnTerms own, UnitPrices unit)
    {
        var quantity = own.Quantity ?? 1;
        return new(assignment.AssignmentId, assignment.PackageId, assignment.Did, kind, postingDate, 0, quantity,
            unit.Retail, unit.Cost, Amounts.Round(quantity * unit.Retail), Amounts.Round(quantity * unit.Cost),
            own.AutoDecrementCredit ?? false, PriceFrom: unit.From);
    }
}
