using FsCheck;
using FsCheck.Fluent;

namespace PackageBilling.Modules.Tests.Billing.Terms;

/// <summary>Every N days, weeks or months, from the calendar or from the start (domain: "The package",
/// "When a package is due").</summary>
public sealed class Intervals
{
    [Fact]
    public void a_quarter_bills_in_january_april_july_and_october() =>
        Dates(Monthly(3, Anchor.Calendar, 1), "2025-01-15", "2026-01-31")
            .ShouldBe(["2025-04-01", "2025-07-01", "2025-10-01", "2026-01-01"]);

    [Fact]
    public void a_year_from_29_february_bills_on_the_last_of_february() =>
        Dates(Monthly(12, Anchor.Start), "2020-02-29", "2024-12-31")
            .ShouldBe(["2020-02-29", "2021-02-28", "2022-02-28", "2023-02-28", "2024-02-29"]);

    [Fact]
    public void an_anniversary_on_the_31st_never_drifts() =>
        Dates(Monthly(1, Anchor.Start), "2025-01-31", "2025-05-31")
            .ShouldBe(["2025-01-31", "2025-02-28", "2025-03-31", "2025-04-30", "2025-05-31"]);

    [Fact]
    public void two_weeks_from_the_start_are_counted_from_its_monday() =>
        Dates(Weekly(2, Anchor.Start, DayOfWeek.Monday, DayOfWeek.Thursday), "2025-03-05", "2025-04-10")
            .ShouldBe(["2025-03-06", "2025-03-17", "2025-03-20", "2025-03-31", "2025-04-03"]);

    [Fact]
    public void two_weeks_of_the_calendar_are_the_same_for_every_start()
    {
        // 2001-01-01 is a Monday, and 2025-03-10 is 1,262 weeks after it.
        Dates(Weekly(2, Anchor.Calendar, DayOfWeek.Monday), "2025-03-01", "2025-04-10")
            .ShouldBe(["2025-03-10", "2025-03-24", "2025-04-07"]);
        Dates(Weekly(2, Anchor.Calendar, DayOfWeek.Monday), "2025-03-11", "2025-04-10")
            .ShouldBe(["2025-03-24", "2025-04-07"]);
    }

    [Fact]
    public void every_tenth_day_is_counted_from_the_start() =>
        Dates(Book.Terms() with { Frequency = Frequency.Daily, FrequencyInterval = 10, Anchor = Anchor.Start },
            "2025-02-25", "2025-03-31")
            .ShouldBe(["2025-02-25", "2025-03-07", "2025-03-17", "2025-03-27"]);

    [Fact]
    public void the_start_day_of_the_week_bills_when_none_is_named() =>
        Dates(Weekly(1, Anchor.Start), "2025-03-05", "2025-03-31")
            .ShouldBe(["2025-03-05", "2025-03-12", "2025-03-19", "2025-03-26"]);

    /// <summary>prev and next leap over what does not count; a walk over every date finds the same.</summary>
    [Fact]
    public void the_matches_around_any_date_are_those_of_a_walk_over_the_calendar() =>
        Prop.ForAll(AnyTerms.ToArbitrary(), AnyDate.ToArbitrary(),
            AnyDate.ToArbitrary(), (terms, start, date) =>
        {
            BillingDays.LatestMatch(terms, date, start).ShouldBe(Walk(terms, date, start, -1));
            BillingDays.FirstMatch(terms, date, start).ShouldBe(Walk(terms, date, start, 1));
            (date.DayNumber - BillingDays.LatestMatch(terms, date, start)!.Value.DayNumber)
                .ShouldBeLessThanOrEqualTo(BillingDays.LongestInterval(terms));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(500));

    /// <summary>
    /// I1 and I2 over 1,200 months: from each match the next one is found, and from the day before that the match
    /// again, so intervals tile; and they are all the dates that the rule names, each worked out by itself, so none
    /// is derived from the one before it.
    /// </summary>
    [Fact]
    public void intervals_tile_a_hundred_years_whatever_the_anchor() =>
        Prop.ForAll(AnyTerms.ToArbitrary(), AnyDate.ToArbitrary(), (terms, start) =>
        {
            var end = start.AddMonths(1_200);
            var matches = new List<DateOnly>();
            for (var match = BillingDays.FirstMatch(terms, start, start)!.Value; match < end;)
            {
                matches.Add(match);
                var next = BillingDays.FirstMatch(terms, match.AddDays(1), start)!.Value;
                BillingDays.LatestMatch(terms, next.AddDays(-1), start).ShouldBe(match);
                match = next;
            }
            var all = Enumerable.Range(0, end.DayNumber - start.DayNumber).Select(start.AddDays)
                .Where(date => OwnCalendar.Bills(terms, start, date));
            matches.SequenceEqual(all).ShouldBeTrue($"{terms} from {start}");
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(40));

    private static DateOnly? Walk(PackageTerms terms, DateOnly date, DateOnly start, int step)
    {
        for (var day = date; ; day = day.AddDays(step))
            if (BillingDays.Matches(terms, day, start)) return day;
    }

    private static readonly Gen<DateOnly> AnyDate = Gen.Choose(0, 14_000)
        .Select(day => new DateOnly(1999, 12, 1).AddDays(day));

    internal static readonly Gen<PackageTerms> AnyTerms =
        from anchor in Gen.Elements(Anchor.Calendar, Anchor.Start)
        from frequency in Gen.Elements(Frequency.Daily, Frequency.Weekly, Frequency.Monthly)
        from interval in frequency switch
        {
            Frequency.Daily => Gen.Choose(1, 366),
            Frequency.Weekly => Gen.Choose(1, 52),
            _ => anchor == Anchor.Start ? Gen.Choose(1, 12) : Gen.Elements(1, 2, 3, 4, 6, 12),
        }
        from days in Gen.Choose(anchor == Anchor.Start ? 0 : 1, 4)
        from named in Gen.Choose(1, frequency == Frequency.Weekly ? 7 : 31).ArrayOf(days)
        select Book.Terms() with
        {
            Frequency = frequency, FrequencyInterval = interval, Anchor = anchor,
            Weekdays = frequency == Frequency.Weekly ? [.. named.Distinct().Select(day => (DayOfWeek)(day % 7))] : [],
            MonthDays = frequency == Frequency.Monthly ? [.. named.Distinct().Order()] : [],
        };

    private static IEnumerable<string> Dates(PackageTerms terms, string start, string to)
    {
        var from = Book.Day(start);
        for (var date = from; date <= Book.Day(to); date = date.AddDays(1))
            if (BillingDays.Matches(terms, date, from))
                yield return date.ToString("O", System.Globalization.CultureInfo.InvariantCulture);
    }

    private static PackageTerms Monthly(int interval, Anchor anchor, params int[] days) =>
        Book.Terms() with { Frequency = Frequency.Monthly, MonthDays = days,
            FrequencyInterval = interval, Anchor = anchor };

    private static PackageTerms Weekly(int interval, Anchor anchor, params DayOfWeek[] days) =>
        Book.Terms() with { Frequency = Frequency.Weekly, Weekdays = days,
            FrequencyInterval = interval, Anchor = anchor };
}
