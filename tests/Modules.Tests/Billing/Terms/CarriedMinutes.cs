using FsCheck;
using FsCheck.Fluent;
using PackageBilling.Modules.Tests.Billing.Usage;

namespace PackageBilling.Modules.Tests.Billing.Terms;

/// <summary>Minutes that roll over, and minutes for each unit (domain: "Free minutes").</summary>
public sealed class CarriedMinutes
{
    private static readonly PackageTerms Rolling = Minutes.Terms() with { RolloverMinutes = 5 };

    [Fact]
    public void what_a_window_has_left_may_be_used_in_the_next_one_up_to_a_limit_and_once()
    {
        var minutes = new Minutes().Grant("a", 10, Rolling);
        minutes.Call("442079460000", 180, 0.30m, "2025-01-10").Charged.ShouldBe(0);
        // 7 minutes are left: 5 of them may be used besides the 10 of February.
        minutes.Call("442079460000", 1200, 2.00m, "2025-02-10").ShouldSatisfyAllConditions(
            call => call.FreeSeconds.ShouldBe(900), call => call.Charged.ShouldBe(0.50m),
            call => call.Uses.Select(use => (use.WindowFrom.Month, use.Seconds, use.IsCarriedOver))
                .ShouldBe([(1, 300, true), (2, 600, false)]));
        minutes.Call("442079460000", 1200, 2.00m, "2025-03-10").FreeSeconds.ShouldBe(600);
    }

    [Fact]
    public void what_was_carried_over_is_not_carried_again()
    {
        var minutes = new Minutes().Grant("a", 10, Rolling);
        minutes.Left("a", "2025-01-31").ShouldBe(600);
        minutes.Left("a", "2025-02-01").ShouldBe(900);
        minutes.Left("a", "2025-03-01").ShouldBe(900);
    }

    [Fact]
    public void a_late_call_finds_what_the_next_window_has_left_of_its_own()
    {
        var minutes = new Minutes().Grant("a", 10, Rolling);
        minutes.Call("442079460000", 300, 1m, "2025-02-10").Uses.Single().IsCarriedOver.ShouldBeTrue();
        // Of January's 600 seconds 300 went to February.
        minutes.Call("442079460000", 600, 1m, "2025-01-10").FreeSeconds.ShouldBe(300);
        minutes.Left("a", "2025-02-11").ShouldBe(600);
    }

    [Fact]
    public void minutes_for_each_unit() =>
        new Minutes().Grant(3, "a", 10, Minutes.Terms() with { MinutesTimesQuantity = true })
            .Call("442079460000", 2400, 4m).FreeSeconds.ShouldBe(1800);

    [Fact]
    public void granted_with_what_was_carried_over_is_used_plus_remaining()
    {
        var minutes = new Minutes().Grant("a", 10, Rolling);
        minutes.Call("442079460000", 420, 1m, "2025-02-10");
        var grant = minutes.Grants[0];
        var used = new Dictionary<WindowKey, long>
        {
            [new("a", Book.Day("2025-01-01"), true)] = 300, [new("a", Book.Day("2025-02-01"))] = 120,
        };
        grant.Balance(grant.WindowOn(Book.Day("2025-02-15"))!.Value, used).ShouldBe(new(600, 300, 120, 300, 480, 0));
    }

    /// <summary>
    /// Whatever calls come in whatever order, also late ones: a window gives no more than it was granted, the next one
    /// takes no more of it than rolls over, and what is left is what was granted and carried over less what was used.
    /// </summary>
    [Fact]
    public void what_is_left_is_what_was_granted_and_carried_over_less_what_was_used() =>
        Prop.ForAll(AnyCalls.ToArbitrary(), calls =>
        {
            const int granted = 600, rollover = 300;
            var minutes = new Minutes().Grant("a", 10, Rolling);
            var own = new int[Months];
            var carried = new int[Months];
            foreach (var (day, seconds) in calls)
            {
                var date = Book.Day("2025-01-01").AddDays(day);
                foreach (var use in minutes.Call("442079460000", seconds, 1m, Text(date)).Uses)
                {
                    use.WindowFrom.Month.ShouldBe(use.IsCarriedOver ? date.Month - 1 : date.Month);
                    (use.IsCarriedOver ? carried : own)[use.WindowFrom.Month - 1] += use.Seconds;
                }
            }
            for (var month = 0; month < Months; month++)
            {
                (own[month] + carried[month]).ShouldBeLessThanOrEqualTo(granted);
                carried[month].ShouldBeLessThanOrEqualTo(rollover);
                var into = month == 0 ? 0 : Math.Min(rollover, granted - own[month - 1]) - carried[month - 1];
                minutes.Left("a", $"2025-0{month + 1}-15").ShouldBe(granted - own[month] - carried[month] + into);
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(300));

    private const int Months = 4;

    private static readonly Gen<(int Day, int Seconds)[]> AnyCalls =
        Gen.Zip(Gen.Choose(0, 119), Gen.Choose(1, 400)).ArrayOf(14);

    private static string Text(DateOnly date) =>
        date.ToString("O", System.Globalization.CultureInfo.InvariantCulture);
}
