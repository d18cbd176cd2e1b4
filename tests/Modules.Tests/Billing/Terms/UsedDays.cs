using FsCheck;
using FsCheck.Fluent;

namespace PackageBilling.Modules.Tests.Billing.Terms;

/// <summary>
/// With every part of a period in proportion, a life of any length, with changes and pauses, costs what its days cost:
/// each active day its share of the period that it lies in (I20). The days are counted here one by one, by a calendar
/// of the tests' own.
/// </summary>
public sealed class UsedDays
{
    private sealed record Life(
        PackageTerms Terms, DateOnly Start, int Days, IReadOnlyList<(int Day, AssignmentChanged Change)> Changes,
        IReadOnlyList<(int From, int Days)> Pauses)
    {
        public DateOnly End => Start.AddDays(Days - 1);
    }

    [Fact]
    public void a_life_costs_what_its_active_days_cost() =>
        Prop.ForAll(AnyLife.ToArbitrary(), life =>
        {
            var book = Book.Of(life.Terms, 1_000_000).Assigned(Text(life.Start), Text(life.End));
            foreach (var (day, change) in life.Changes)
                book.After(change with { EffectiveFrom = life.Start.AddDays(day) });
            foreach (var (from, days) in life.Pauses)
                book.Paused(Text(life.Start.AddDays(from))).Resumed(Text(life.Start.AddDays(from + days)));
            var charged = book.Nightly(Text(life.Start), Text(life.End.AddDays(1)));
            (charged.Sum(line => line.Retail) - Cost(life)).ShouldBeInRange(-0.0001m, 0.0001m,
                string.Join('\n', charged) + $"\n{life} {string.Join(' ', life.Terms.MonthDays)} "
                + $"{string.Join(' ', life.Terms.Weekdays)} {string.Join(' ', life.Changes)} "
                + string.Join(' ', life.Pauses));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(400));

    private static decimal Cost(Life life)
    {
        var total = 0m;
        for (var date = life.Start; date <= life.End; date = date.AddDays(1))
        {
            var day = date.DayNumber - life.Start.DayNumber;
            if (life.Pauses.Any(pause => day >= pause.From && day < pause.From + pause.Days)) continue;
            var (quantity, retail, discount) = (1, life.Terms.Retail, 0m);
            foreach (var (_, change) in life.Changes.Where(change => change.Day <= day).OrderBy(change => change.Day))
            {
                quantity = change.Quantity ?? quantity;
                if (change.Retail.IsGiven) retail = change.Retail.Value ?? life.Terms.Retail;
                if (change.DiscountPercent.IsGiven) discount = change.DiscountPercent.Value ?? 0;
            }
            total += quantity * retail * (1 - discount / 100) / PeriodOf(life, date);
        }
        return total;
    }

    // From the match at or before a date to the one after it.
    private static int PeriodOf(Life life, DateOnly date)
    {
        var (first, next) = (date, date.AddDays(1));
        while (!OwnCalendar.Bills(life.Terms, life.Start, first)) first = first.AddDays(-1);
        while (!OwnCalendar.Bills(life.Terms, life.Start, next)) next = next.AddDays(1);
        return next.DayNumber - first.DayNumber;
    }

    private static string Text(DateOnly date) =>
        date.ToString("O", System.Globalization.CultureInfo.InvariantCulture);

    private static readonly Gen<AssignmentChanged> AnyChange =
        from what in Gen.Choose(0, 3)
        from amount in Gen.Choose(0, 3_000)
        select what switch
        {
            0 => new AssignmentChanged("a", "c", default) { Quantity = (amount % 5) + 1 },
            1 => new AssignmentChanged("a", "c", default) { Retail = amount / 100m },
            2 => new AssignmentChanged("a", "c", default) { Retail = new(null) },
            _ => new AssignmentChanged("a", "c", default) { DiscountPercent = amount % 101 },
        };

    private static readonly Gen<Life> AnyLife =
        from terms in Intervals.AnyTerms
        from retail in Gen.Choose(0, 10_000)
        from start in Gen.Choose(0, 1_500)
        from days in Gen.Choose(1, 220)
        from changes in Gen.Zip(Gen.Choose(1, 200), AnyChange).ArrayOf(3)
        from pauses in Gen.Zip(Gen.Choose(1, 100), Gen.Choose(1, 60)).ArrayOf(2)
        select new Life(
            terms with { Retail = retail / 100m, Prorate = Prorate.First | Prorate.Last | Prorate.Changes },
            new DateOnly(2023, 1, 1).AddDays(start), days,
            [.. changes.Where(change => change.Item1 < days).DistinctBy(change => change.Item1)],
            [.. Apart(pauses).Where(pause => pause.From + pause.Days < days)]);

    // The second pause begins after the first is over.
    private static IEnumerable<(int From, int Days)> Apart((int From, int Days)[] pauses) =>
        pauses.Length < 2 ? pauses : [pauses[0], (pauses[0].From + pauses[0].Days + pauses[1].From, pauses[1].Days)];
}
