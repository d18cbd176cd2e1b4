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
        Frequencies.PerYear(frequency, days.Split(' ', StringSplitOptions.RemoveEmptyEntries), NewYear).ShouldBe(lines);

    [Fact]
    public void a_day_that_a_month_does_not_have_falls_on_its_last_one() =>
        Frequencies.Next("monthly", ["31"], NewYear, 4)
            .ShouldBe([new(2025, 1, 31), new(2025, 2, 28), new(2025, 3, 31), new(2025, 4, 30)]);

    [Fact]
    public void weekdays_are_those_of_the_calendar() =>
        Frequencies.Next("weekly", ["mon", "thu"], new(2025, 3, 1), 9)
            .Count(date => date <= new DateOnly(2025, 3, 31)).ShouldBe(9);
}
