namespace PackageBilling.Portal.Tests;

public sealed class FrequencyTests
{
    private static readonly DateOnly NewYear = new(2025, 1, 1);

    // The worked cases 3 to 6 of the rules.
    [Theory]
    [InlineData("monthly", "15 31", 24)]
    [InlineData("monthly", "31", 12)]
    [InlineData("monthly", "30 31", 19)]
    [InlineData("monthly", "29 30 31", 30)]
    [InlineData("daily", "", 365)]
    [InlineData("none", "", 0)]
    public void the_preview_counts_what_a_year_of_runs_charges(string frequency, string days, int lines) =>
        Frequencies.PerYear(new(frequency, days.Split(' ', StringSplitOptions.RemoveEmptyEntries)), NewYear, NewYear)
            .ShouldBe(lines);

    [Fact]
    public void a_day_that_a_month_does_not_have_falls_on_its_last_one() =>
        Frequencies.Next(new("monthly", ["31"]), NewYear, NewYear, 4)
            .ShouldBe([new(2025, 1, 31), new(2025, 2, 28), new(2025, 3, 31), new(2025, 4, 30)]);

    [Fact]
    public void weekdays_are_those_of_the_calendar() =>
        Frequencies.Next(new("weekly", ["mon", "thu"]), new(2025, 3, 1), NewYear, 9)
            .Count(date => date <= new DateOnly(2025, 3, 31)).ShouldBe(9);

    [Fact]
    public void quarters_by_the_calendar_begin_in_january_whenever_the_assignment_starts() =>
        Frequencies.Next(new("monthly", ["1"], 3), new(2025, 2, 15), new(2025, 2, 15), 3)
            .ShouldBe([new(2025, 4, 1), new(2025, 7, 1), new(2025, 10, 1)]);

    [Fact]
    public void quarters_from_the_start_begin_in_its_month() =>
        Frequencies.Next(new("monthly", ["1"], 3, true), new(2025, 2, 15), new(2025, 2, 15), 3)
            .ShouldBe([new(2025, 5, 1), new(2025, 8, 1), new(2025, 11, 1)]);

    [Fact]
    public void without_a_day_the_start_gives_its_own_which_a_short_month_has_last() =>
        Frequencies.Next(new("monthly", [], 1, true), new(2025, 1, 31), new(2025, 1, 31), 4)
            .ShouldBe([new(2025, 1, 31), new(2025, 2, 28), new(2025, 3, 31), new(2025, 4, 30)]);

    [Fact]
    public void every_second_week_is_counted_from_the_first_monday_of_2001() =>
        Frequencies.Next(new("weekly", ["mon"], 2), new(2001, 1, 1), NewYear, 3)
            .ShouldBe([new(2001, 1, 1), new(2001, 1, 15), new(2001, 1, 29)]);

    [Fact]
    public void every_second_week_from_the_start_begins_with_the_week_of_the_start() =>
        Frequencies.Next(new("weekly", [], 2, true), new(2025, 1, 8), new(2025, 1, 8), 3)
            .ShouldBe([new(2025, 1, 8), new(2025, 1, 22), new(2025, 2, 5)]);

    [Fact]
    public void every_tenth_day_from_the_start_begins_with_it() =>
        Frequencies.Next(new("daily", [], 10, true), new(2025, 1, 6), new(2025, 1, 5), 2)
            .ShouldBe([new(2025, 1, 15), new(2025, 1, 25)]);

    [Theory]
    [InlineData("monthly", "1", 1, false, "monthly on day 1")]
    [InlineData("monthly", "1", 3, false, "every 3 months on day 1, counted from January")]
    [InlineData("monthly", "", 1, true, "monthly on the start's day of the month")]
    [InlineData("weekly", "mon thu", 2, true, "every 2 weeks on Mon, Thu, counted from the assignment's start")]
    [InlineData("daily", "", 10, false, "every 10 days, counted from Monday, January 1, 2001")]
    [InlineData("none", "", 1, false, "setup only")]
    public void when_it_bills_is_said_in_words(
        string frequency, string days, int interval, bool fromStart, string words) =>
        Frequencies.Words(new(
            frequency, days.Split(' ', StringSplitOptions.RemoveEmptyEntries), interval, fromStart)).ShouldBe(words);
}
