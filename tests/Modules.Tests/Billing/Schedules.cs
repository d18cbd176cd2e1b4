using PackageBilling.Catalog;

namespace PackageBilling.Modules.Tests.Billing;

/// <summary>Due dates (domain: "When a package is due"; I1, I2).</summary>
public sealed class Schedules
{
    private static readonly DateOnly First = new(1996, 1, 1);
    private const int Months = 1_200;

    [Fact]
    public void every_single_month_day_bills_once_a_month_over_1200_months()
    {
        for (var day = 1; day <= 31; day++)
        {
            var matches = Matches(Monthly(day));
            matches.Count.ShouldBe(Months);
            for (var month = 0; month < Months; month++)
            {
                var first = First.AddMonths(month);
                matches[month].ShouldBe(
                    first.AddDays(Math.Min(day, DateTime.DaysInMonth(first.Year, first.Month)) - 1), $"day {day}");
            }
        }
    }

    [Fact]
    public void intervals_tile_an_assignments_life_for_any_set_of_days()
    {
        var sets = Enumerable.Range(1, 31).Select(day => Monthly(day))
            .Concat(Enumerable.Range(0, 40).Select(seed => Monthly(Days(seed, 31, from: 1))))
            .Concat(Enumerable.Range(1, 127)
                .Select(bits => Weekly([.. Enum.GetValues<DayOfWeek>().Where(day => (bits & (1 << (int)day)) != 0)])))
            .Append(Terms(Frequency.Daily));
        foreach (var terms in sets)
        {
            var package = new PackageBook("p", "USD", [new(DateOnly.MinValue, terms)]);
            var matches = Matches(terms);

            // The interval before each match begins at the match before it: no gap, no overlap.
            for (var i = 1; i < matches.Count; i++)
                package.Previous(matches[i], default).ShouldBe(matches[i - 1],
                    $"{terms.Frequency} {string.Join(',', terms.MonthDays)} {string.Join(',', terms.Weekdays)}");

            // And every date lies in exactly one interval.
            var interval = 0;
            for (var date = matches[0].AddDays(1); date < matches[0].AddYears(9); date = date.AddDays(1))
            {
                while (matches[interval + 1] < date) interval++;
                package.Previous(date, default).ShouldBe(matches[interval]);
            }
        }
    }

    [Fact]
    public void the_terms_on_a_date_are_those_effective_latest_and_of_two_those_recorded_later()
    {
        var (first, second, third, correction) = (Monthly(1), Monthly(2), Monthly(3), Monthly(4));
        var package = new PackageBook("p", "USD",
            [new(DateOnly.MinValue, first), new(new(2025, 3, 1), third), new(new(2025, 2, 1), second),
                new(new(2025, 3, 1), correction)]);
        package.TermsOn(new(2020, 1, 1)).ShouldBe(first);
        package.TermsOn(new(2025, 1, 31)).ShouldBe(first);
        package.TermsOn(new(2025, 2, 1)).ShouldBe(second);
        package.TermsOn(new(2025, 2, 28)).ShouldBe(second);
        package.TermsOn(new(2025, 3, 1)).ShouldBe(correction);
    }

    [Fact]
    public void the_interval_before_a_revision_begins_by_the_terms_before_it()
    {
        var package = new PackageBook(
            "p", "USD", [new(DateOnly.MinValue, Monthly(1)), new(new(2025, 3, 10), Monthly(15))]);
        package.Previous(new(2025, 3, 15), default).ShouldBe(new(2025, 3, 1));
        package.Previous(new(2025, 4, 15), default).ShouldBe(new(2025, 3, 15));
    }

    [Fact]
    public void a_revision_that_stops_billing_settles_once_on_its_first_date()
    {
        var package = new PackageBook(
            "p", "USD", [new(DateOnly.MinValue, Monthly(1)), new(new(2025, 3, 10), Terms(Frequency.None))]);
        package.Settles(new(2025, 3, 10), default).ShouldBeTrue();
        package.Matches(new(2025, 3, 10), default).ShouldBeFalse();
        package.Previous(new(2025, 3, 10), default).ShouldBe(new(2025, 3, 1));
        package.Settles(new(2025, 4, 1), default).ShouldBeFalse();
    }

    private static List<DateOnly> Matches(PackageTerms terms)
    {
        var matches = new List<DateOnly>();
        for (var date = First; date < First.AddMonths(Months); date = date.AddDays(1))
            if (BillingDays.Matches(terms, date, default)) matches.Add(date);
        return matches;
    }

    private static int[] Days(int seed, int max, int from)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(from, max).Where(_ => random.Next(4) == 0).DefaultIfEmpty(from + random.Next(max))];
    }

    private static PackageTerms Monthly(params int[] days) => Terms(Frequency.Monthly) with { MonthDays = days };

    private static PackageTerms Weekly(params DayOfWeek[] days) => Terms(Frequency.Weekly) with { Weekdays = days };

    private static PackageTerms Terms(Frequency frequency) =>
        new("p", null, 0, 0, 0, 0, 1, frequency, [], [], [], null, null, null);
}
