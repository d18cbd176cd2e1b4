using PackageBilling.Catalog;

namespace PackageBilling.Modules.Tests.Billing.Usage;

/// <summary>Free minutes by the numbers of the domain page.</summary>
public sealed class FreeMinutesRules
{
    [Fact]
    public void case_15_a_covered_call_is_free_and_another_destination_is_not()
    {
        var minutes = new Minutes().Grant("a", 200, Minutes.Terms("91"));
        minutes.Call("919876543210", 600, 0.20m).Charged.ShouldBe(0);
        (minutes.Left("a", "2025-01-05") / 60).ShouldBe(190);
        minutes.Call("442079460000", 600, 0.20m).Charged.ShouldBe(0.20m);
    }

    [Fact]
    public void case_16_the_rest_of_a_call_is_charged_by_the_second()
    {
        var answer = new Minutes().Grant("a", 2, Minutes.Terms()).Call("442079460000", 480, 0.80m);
        (answer.FreeSeconds, answer.Charged).ShouldBe((120, 0.60m));
    }

    [Fact]
    public void case_17_the_most_specific_first_and_then_on_to_the_next()
    {
        var minutes = new Minutes().Grant("A", 100, Minutes.Terms("44")).Grant("B", 50, Minutes.Terms("447"))
            .Grant("C", 30, Minutes.Terms());
        var answer = minutes.Call("447700900123", 200 * 60, 10);
        (Minutes.Uses(answer), answer.Charged).ShouldBe(("B:50 A:100 C:30", 1.00m));
    }

    [Fact]
    public void packages_on_the_calls_did_come_first_however_general_they_are()
    {
        var minutes = new Minutes().Grant("exact", 10, Minutes.Terms("447700"))
            .Grant("on the did", 5, Minutes.Terms(), did: "12025550100")
            .Grant("on another", 5, Minutes.Terms(), did: "12025550101");
        Minutes.Uses(minutes.Call("447700900123", 20 * 60, 1, did: "12025550100")).ShouldBe("on the did:5 exact:10");
        Minutes.Uses(minutes.Call("447700900123", 20 * 60, 1)).ShouldBe("");
    }

    [Fact]
    public void then_the_window_that_ends_first_then_the_earliest_start_then_the_id()
    {
        var daily = Minutes.Terms() with { Frequency = Frequency.Daily, MonthDays = [] };
        var never = Minutes.Terms() with { Frequency = Frequency.None, MonthDays = [] };
        var minutes = new Minutes().Grant("open", 1, never).Grant("b", 1, Minutes.Terms())
            .Grant("a", 1, Minutes.Terms())
            .Grant("older", 1, Minutes.Terms(), start: "2024-12-01")
            .Grant("ends", 1, Minutes.Terms(), end: "2025-01-20").Grant("daily", 1, daily);
        Minutes.Uses(minutes.Call("447700900123", 3600, 1)).ShouldBe("daily:1 ends:1 older:1 a:1 b:1 open:1");
    }

    [Fact]
    public void every_window_has_the_full_minutes_and_late_calls_land_in_their_own()
    {
        var minutes = new Minutes().Grant("a", 10, Minutes.Terms());
        minutes.Call("1", 900, 1, "2025-02-03").FreeSeconds.ShouldBe(600);
        minutes.Call("1", 900, 1, "2025-01-31").FreeSeconds.ShouldBe(600);
        minutes.Call("1", 900, 1, "2025-02-28").FreeSeconds.ShouldBe(0);
        minutes.Call("1", 900, 1, "2025-03-01").FreeSeconds.ShouldBe(600);
    }

    [Fact]
    public void a_call_of_no_seconds_is_charged_its_amount_and_uses_nothing()
    {
        var answer = new Minutes().Grant("a", 10, Minutes.Terms()).Call("1", 0, 0.35m);
        (answer.FreeSeconds, answer.Charged, answer.Uses.Count).ShouldBe((0, 0.35m, 0));
    }

    [Theory]
    [InlineData(180, 0.000001, 0.000000)] // a third of the smallest amount
    [InlineData(240, 0.000001, 0.000000)] // half of it goes to the even side
    [InlineData(240, 0.000003, 0.000002)] // and so does one and a half
    public void a_charge_is_rounded_once_half_to_even(int seconds, decimal amount, decimal charged) =>
        new Minutes().Grant("a", 2, Minutes.Terms()).Call("1", seconds, amount).Charged.ShouldBe(charged);

    [Fact]
    public void destinations_are_those_in_effect_on_the_calls_date()
    {
        var minutes = new Minutes().Grant("a", 10, Minutes.Terms("44"), revisions: ("2025-01-15", Minutes.Terms("91")));
        minutes.Call("447700900123", 60, 1, "2025-01-14").FreeSeconds.ShouldBe(60);
        minutes.Call("447700900123", 60, 1, "2025-01-15").FreeSeconds.ShouldBe(0);
        minutes.Call("919876543210", 60, 1, "2025-01-15").FreeSeconds.ShouldBe(60);
        minutes.Left("a", "2025-01-31").ShouldBe(480, "it is one window");
    }

    [Fact]
    public void a_revision_of_destinations_and_of_days_cuts_windows()
    {
        var minutes = new Minutes().Grant("a", 2, Minutes.Terms("44"), revisions:
        [
            ("2025-04-10", Minutes.Terms("91")), ("2025-05-03", Minutes.Terms("91") with { MonthDays = [1, 15] }),
        ]);
        minutes.Call("442079460000", 60, 1, "2025-04-09").FreeSeconds.ShouldBe(60);
        minutes.Call("442079460000", 60, 1, "2025-04-10").Charged.ShouldBe(1);
        var half = minutes.Call("919876543210", 120, 1, "2025-04-10");
        (half.FreeSeconds, half.Charged).ShouldBe((60, 0.5m));
        minutes.Left("a", "2025-05-14").ShouldBe(120);
        minutes.Call("919876543210", 120, 1, "2025-05-05").FreeSeconds.ShouldBe(120);
        minutes.Left("a", "2025-05-14").ShouldBe(0);
        minutes.Left("a", "2025-05-15").ShouldBe(120);
    }

    [Fact]
    public void windows_tile_the_assignment_across_revisions_of_the_frequency()
    {
        var weekly = Minutes.Terms() with { Frequency = Frequency.Weekly, MonthDays = [],
            Weekdays = [DayOfWeek.Monday] };
        var never = Minutes.Terms() with { Frequency = Frequency.None, MonthDays = [] };
        var grant = new Minutes().Grant("a", 10, Minutes.Terms(), "2025-01-10", "2025-07-20", null,
            ("2025-02-12", weekly), ("2025-03-19", never),
            ("2025-05-05", Minutes.Terms() with { MonthDays = [30, 31] })).Grants[0];
        grant.WindowOn(Minutes.Day("2025-01-09")).ShouldBeNull();
        grant.WindowOn(Minutes.Day("2025-07-21")).ShouldBeNull();
        var windows = new List<MinutesWindow>();
        for (var date = grant.Assignment.Start; date <= grant.Assignment.End; date = date.AddDays(1))
        {
            var window = grant.WindowOn(date)!.Value;
            window.From.ShouldBeLessThanOrEqualTo(date);
            window.To!.Value.ShouldBeGreaterThanOrEqualTo(date);
            if (windows.Count == 0 || windows[^1] != window)
            {
                window.From.ShouldBe(windows.Count == 0 ? grant.Assignment.Start : windows[^1].To!.Value.AddDays(1));
                windows.Add(window);
            }
        }
        windows[^1].To.ShouldBe(grant.Assignment.End);
        windows.Select(window => window.From.ToString("MM-dd", System.Globalization.CultureInfo.InvariantCulture))
            .ShouldBe(
                ["01-10", "02-01", "02-17", "02-24", "03-03", "03-10", "03-17", "03-19", "05-30", "05-31", "06-30"]);
    }

    [Fact]
    public void the_longest_prefix_is_found_among_any_number_as_if_all_had_been_looked_at()
    {
        var random = new Random(7);
        var prefixes = Enumerable.Range(0, 1_000).Select(_ => Digits(random, random.Next(1, 6))).Distinct().ToList();
        var tree = new DestinationPrefixes(prefixes);
        for (var n = 0; n < 5_000; n++)
        {
            var destination = Digits(random, random.Next(1, 15));
            tree.Longest(destination).ShouldBe(prefixes.Where(prefix => destination.StartsWith(
                prefix, StringComparison.Ordinal)).Select(prefix => (int?)prefix.Length).Max(), destination);
        }
        new DestinationPrefixes([]).Longest("1").ShouldBe(0);

        static string Digits(Random random, int count) =>
            $"{random.Next(1, 10)}{string.Concat(Enumerable.Range(1, count - 1).Select(_ => random.Next(10)))}";
    }
}
