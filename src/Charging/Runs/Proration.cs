namespace PackageBilling.Charging.Runs;

/// <summary>
/// What is due in proportion to the days of a period (domain: "Proration"): of the period in which activity begins, in
/// which it ends, and in which quantity or own terms change.
/// </summary>
public static class Proration
{
    /// <summary>The parts due on a date, in the order first, changes, last; none when nothing is.</summary>
    public static IReadOnlyList<ProrationPart> On(DateOnly date, AssignmentBook assignment, PackageOn package)
    {
        var prorate = package.Terms.Prorate;
        if (prorate == Prorate.None || !assignment.IsActiveOn(date)) return [];
        var (isFirst, isLast) = (!assignment.IsActiveOn(date.AddDays(-1)), !assignment.IsActiveOn(date.AddDays(1)));
        var matches = package.For(assignment.Start).Matches;
        var hasChange = !isFirst && !matches && prorate.HasFlag(Prorate.Changes)
            && (assignment.Terms.Changes ?? []).Any(change => change.EffectiveFrom == date);
        if (!isLast && !hasChange && (!isFirst || matches)) return [];
        if (package.Book.IntervalOn(date, assignment.Start) is not ({ } from, { } next)) return [];

        var began = date;
        while (began > from && assignment.IsActiveOn(began.AddDays(-1))) began = began.AddDays(-1);
        var isCharged = began == from || prorate.HasFlag(Prorate.First);
        var terms = package.Book.TermsOn(began);
        var (period, parts) = (next.DayNumber - from.DayNumber, new List<ProrationPart>(2));
        if (isFirst && !matches && prorate.HasFlag(Prorate.First))
            parts.Add(Part(Prorate.First, 1, assignment.Terms.On(date), date));
        if (hasChange && isCharged)
        {
            var (before, after) = (assignment.Terms.On(date.AddDays(-1)), assignment.Terms.On(date));
            if (Owed(before) != Owed(after))
            {
                parts.Add(Part(Prorate.Changes, -1, before, date));
                parts.Add(Part(Prorate.Changes, 1, after, date));
            }
        }
        if (isLast && isCharged && prorate.HasFlag(Prorate.Last) && date.AddDays(1) != next)
            parts.Add(Part(Prorate.Last, -1,
                assignment.Terms.On(prorate.HasFlag(Prorate.Changes) ? date : began), date.AddDays(1)));
        return parts;

        ProrationPart Part(Prorate of, int sign, OwnTerms own, DateOnly first) => new(
            of, sign, own.Quantity ?? 1, UnitPrices.Recurring(terms, own), first, next, period);

        (int Quantity, UnitPrices Unit) Owed(OwnTerms own) => (own.Quantity ?? 1, UnitPrices.Recurring(terms, own));
    }
}

/// <summary>One part of a period: sign x quantity x unit price x days / days of the period.</summary>
/// <param name="Of">Why it is due: first, last or changes.</param>
/// <param name="Sign">1 for what is charged, -1 for what is given back.</param>
/// <param name="Quantity">Units.</param>
/// <param name="Unit">The price of a whole period per unit.</param>
/// <param name="From">The first of its days.</param>
/// <param name="Before">The day after the last of them: the end of the period.</param>
/// <param name="Period">Days of the whole period.</param>
public readonly record struct ProrationPart(
    Prorate Of, int Sign, int Quantity, UnitPrices Unit, DateOnly From, DateOnly Before, int Period)
{
    /// <summary>How many days it is for.</summary>
    public int Days => Before.DayNumber - From.DayNumber;

    /// <summary>The retail times the days of the period, exact: parts are added before they are divided
    /// and rounded.</summary>
    internal decimal RetailDays => Sign * Quantity * Unit.Retail * Days;

    /// <summary>The same of the cost.</summary>
    internal decimal CostDays => Sign * Quantity * Unit.Cost * Days;
}
