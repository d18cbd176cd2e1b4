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
}
