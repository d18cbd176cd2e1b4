namespace PackageBilling.Modules.Tests.Billing;

/// <summary>Which dates are due, without a database (domain: "Runs", the scheduler).</summary>
public sealed class DueDates
{
    private static readonly TimeOnly Six = new(6, 0);
    private static readonly DateTimeOffset LongAgo = At("2020-01-01T00:00:00Z");

    [Fact]
    public void a_date_is_due_from_six_in_the_morning_of_each_zone()
    {
        Due.Next(Run("UTC", "2025-03-09"), LongAgo, Six)
            .ShouldBe((Given.Day("2025-03-10"), At("2025-03-10T06:00:00Z")));
        Due.Next(Run("Asia/Kolkata", "2025-03-09"), LongAgo, Six).At.ShouldBe(At("2025-03-10T00:30:00Z"));
        Runs("2025-03-10T05:59:59Z", Run("UTC", "2025-03-09")).ShouldBeEmpty();
        Runs("2025-03-10T06:00:00Z", Run("UTC", "2025-03-09")).ShouldBe([For("2025-03-10", "UTC")]);
    }

    [Fact]
    public void from_minus_12_to_plus_14_every_zone_has_its_own_moment()
    {
        Due.Next(Run("Etc/GMT+12", "2025-03-09"), LongAgo, Six).At.ShouldBe(At("2025-03-10T18:00:00Z"));
        Due.Next(Run("Pacific/Kiritimati", "2025-03-09"), LongAgo, Six).At.ShouldBe(At("2025-03-09T16:00:00Z"));
        Runs("2025-03-09T16:00:00Z", Run("Etc/GMT+12", "2025-03-09"), Run("Pacific/Kiritimati", "2025-03-09"))
            .ShouldBe([For("2025-03-10", "Pacific/Kiritimati")]);
        Runs("2025-03-10T18:00:00Z", Run("Etc/GMT+12", "2025-03-09"), Run("Pacific/Kiritimati", "2025-03-10"))
            .ShouldBe([For("2025-03-10", "Etc/GMT+12"), For("2025-03-11", "Pacific/Kiritimati")]);
    }

    [Fact]
    public void zones_that_become_due_at_the_same_time_share_a_run() =>
        Runs("2025-03-10T05:00:00Z", Run("Europe/Paris", "2025-03-09"), Run("Europe/Berlin", "2025-03-09"),
            Run("Europe/London", "2025-03-09"))
            .ShouldBe([For("2025-03-10", "Europe/Berlin", "Europe/Paris")]);

    [Fact]
    public void a_time_that_clocks_skip_is_the_moment_after_the_gap()
    {
        var half = new TimeOnly(2, 30);
        Due.Next(Run("America/New_York", "2025-03-08"), LongAgo, half).At.ShouldBe(At("2025-03-09T07:00:00Z"));
        Due.Next(Run("America/New_York", "2025-03-09"), LongAgo, half).At.ShouldBe(At("2025-03-10T06:30:00Z"));
    }

    [Fact]
    public void a_time_that_clocks_show_twice_is_the_first_one_and_runs_once()
    {
        var half = new TimeOnly(1, 30);
        Due.Next(Run("America/New_York", "2025-11-01"), LongAgo, half).At.ShouldBe(At("2025-11-02T05:30:00Z"));
        Due.Runs([Run("America/New_York", "2025-11-02")], LongAgo, At("2025-11-02T06:30:00Z"), half).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("Africa/Cairo", "00:00")]
    [InlineData("America/New_York", "02:30")]
    [InlineData("America/New_York", "01:30")]
    [InlineData("Australia/Lord_Howe", "01:45")]
    [InlineData("Pacific/Apia", "06:00")]
    [InlineData("Pacific/Kiritimati", "23:59")]
    [InlineData("Etc/GMT+12", "00:00")]
    [InlineData("Europe/London", "01:00")]
    public void no_date_is_doubled_or_dropped_in_three_years_of_any_zone(string zone, string runAt)
    {
        var at = TimeOnly.ParseExact(runAt, "HH:mm", System.Globalization.CultureInfo.InvariantCulture);
        var since = At("2010-12-01T00:00:00Z");
        var state = new ZoneState(zone, null, since.AddDays(-1));
        var expected = TimeZones.LocalDate(zone, since);
        for (var now = since; now < since.AddDays(1100); now = now.AddMinutes(15))
        {
            if (Due.Runs([state], since, now, at) is not [var due]) continue;
            due.Date.ShouldBe(expected);
            (state, expected) = (state with { LastDate = due.Date }, expected.AddDays(1));
            Due.Runs([state], since, now, at)
                .ShouldAllBe(run => run.Date == Given.Day("2011-12-31") && zone == "Pacific/Apia");
        }
        expected.ShouldBeGreaterThan(TimeZones.LocalDate(zone, since.AddDays(1098)));
    }

    [Fact]
    public void month_ends_are_dates_like_others()
    {
        Due.Next(Run("UTC", "2024-02-28"), LongAgo, Six).Date.ShouldBe(Given.Day("2024-02-29"));
        Due.Next(Run("UTC", "2025-02-28"), LongAgo, Six).Date.ShouldBe(Given.Day("2025-03-01"));
        Due.Next(Run("UTC", "2025-12-31"), LongAgo, Six).Date.ShouldBe(Given.Day("2026-01-01"));
    }

    [Fact]
    public void missed_dates_come_in_order_one_at_a_time()
    {
        Runs("2025-03-10T12:00:00Z", Run("UTC", "2025-03-06"), Run("Europe/Berlin", "2025-03-08"))
            .ShouldBe([For("2025-03-07", "UTC"), For("2025-03-09", "Europe/Berlin")]);
        Runs("2025-03-10T12:00:00Z", Run("UTC", "2025-03-08"), Run("Europe/Berlin", "2025-03-08"))
            .ShouldBe([For("2025-03-09", "Europe/Berlin", "UTC")]);
    }

    [Fact]
    public void no_date_from_before_the_first_start_is_run()
    {
        var first = At("2025-03-10T10:00:00Z");
        var old = new ZoneState("UTC", null, LongAgo);
        Due.Runs([old], first, first, Six).ShouldBe([For("2025-03-10", "UTC")]);
        new ZoneState("Pacific/Kiritimati", null, LongAgo).RunThrough(first, Six).ShouldBe(Given.Day("2025-03-10"));
    }

    [Fact]
    public void what_was_due_while_nobody_lived_in_a_zone_counts_as_run()
    {
        new ZoneState(
            "UTC", null, At("2025-03-10T05:00:00Z")).RunThrough(LongAgo, Six).ShouldBe(Given.Day("2025-03-09"));
        new ZoneState(
            "UTC", null, At("2025-03-10T06:00:00Z")).RunThrough(LongAgo, Six).ShouldBe(Given.Day("2025-03-10"));
        new ZoneState("UTC", Given.Day("2025-01-07"), At("2025-03-10T06:00:00Z")).RunThrough(LongAgo, Six)
            .ShouldBe(Given.Day("2025-03-10"));
    }

    [Fact]
    public void a_clock_that_goes_backwards_runs_nothing_again() =>
        Runs("2025-03-07T12:00:00Z", Run("UTC", "2025-03-10")).ShouldBeEmpty();

    [Fact]
    public void billPast_owes_the_dates_from_its_start_that_were_run()
    {
        Assigned("2025-03-07", "UTC", "2025-03-10").ShouldBe((Given.Day("2025-03-07"), Given.Day("2025-03-10")));
        Assigned("2025-03-10", "UTC", "2025-03-10").ShouldBe((Given.Day("2025-03-10"), Given.Day("2025-03-10")));
        Assigned("2025-03-10", "UTC", "2025-03-09").ShouldBeNull();
        Assigned("2025-03-07", "UTC", "2025-03-08").ShouldBe((Given.Day("2025-03-07"), Given.Day("2025-03-08")));
        Assigned("2019-06-01", "UTC", "2020-01-02").ShouldBe((Given.Day("2020-01-01"), Given.Day("2020-01-02")));
    }

    [Fact]
    public void a_customer_who_moves_is_owed_what_the_new_zone_has_run_and_the_old_one_has_not()
    {
        Moved(("America/New_York", "2025-03-09"), ("Asia/Tokyo", "2025-03-10"))
            .ShouldBe((Given.Day("2025-03-10"), Given.Day("2025-03-10")));
        Moved(("Asia/Tokyo", "2025-03-10"), ("America/New_York", "2025-03-09")).ShouldBeNull();
        Moved(("Asia/Tokyo", "2025-03-10"), ("Asia/Seoul", "2025-03-10")).ShouldBeNull();
    }

    private static (DateOnly, DateOnly)? Assigned(string start, string zone, string lastDate) =>
        Dates(new(1, "acme", At("2025-03-10T12:00:00Z"), Given.Day(start), Run(zone, lastDate), null));

    private static (DateOnly, DateOnly)? Moved((string Zone, string Date) from, (string Zone, string Date) to) =>
        Dates(new(1, "acme", At("2025-03-10T04:00:00Z"), null, Run(to.Zone, to.Date), Run(from.Zone, from.Date)));

    private static (DateOnly, DateOnly)? Dates(LateFact fact) =>
        fact.Owed(LongAgo, Six) is { } owed ? (owed.From, owed.To) : null;

    private static IReadOnlyList<DueRun> Runs(string now, params ZoneState[] zones) =>
        Due.Runs(zones, LongAgo, At(now), Six);

    private static DueRun For(string date, params string[] zones) => new(Given.Day(date), zones);

    private static ZoneState Run(string zone, string lastDate) => new(zone, Given.Day(lastDate), LongAgo.AddDays(-1));

    private static DateTimeOffset At(string text) =>
        DateTimeOffset.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}
