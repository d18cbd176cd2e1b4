using PackageBilling.Subscriptions;
using static PackageBilling.Modules.Tests.Given;

namespace PackageBilling.Modules.Tests.Subscriptions;

public class PlatformFeatures
{
    private static readonly DateOnly Today = Day("2025-03-10");

    [Fact]
    public void a_feature_is_enabled_on_the_start_date()
    {
        Switch([Use("2025-03-11")]).ShouldBeEmpty();
        Switch([Use("2025-03-10")]).ShouldBe([new PlatformFeatureEnabled("acme", "fraud-guard", Day("2025-03-10"))]);
        Switch([Use("2025-03-05"), Use("2025-03-01")])
            .ShouldBe([new PlatformFeatureEnabled("acme", "fraud-guard", Day("2025-03-01"))]);
    }

    [Fact]
    public void a_feature_is_disabled_on_the_day_after_the_last_end()
    {
        Switch([Use("2025-01-01", "2025-03-10")], on: "2025-01-01").ShouldBeEmpty();
        Switch([Use("2025-01-01", "2025-03-09"), Use("2025-01-01", "2025-02-01")], on: "2025-01-01")
            .ShouldBe([new PlatformFeatureDisabled("acme", "fraud-guard", Day("2025-03-10"))]);
        Switch([Use("2025-01-01", "2025-03-05")], on: "2025-01-01")
            .ShouldBe([new PlatformFeatureDisabled("acme", "fraud-guard", Day("2025-03-06"))]);
    }

    [Fact]
    public void another_assignment_keeps_it_on() =>
        Switch([Use("2025-01-01", "2025-03-01"), Use("2025-03-02")], on: "2025-01-01").ShouldBeEmpty();

    [Fact]
    public void what_is_on_stays_on_and_what_is_off_stays_off()
    {
        Switch([Use("2025-01-01")], on: "2025-01-01").ShouldBeEmpty();
        Switch([Use("2025-01-01", "2025-03-01")]).ShouldBeEmpty();
    }

    [Fact]
    public void after_a_cancellation_it_is_off_from_today()
    {
        Switch([], on: "2025-03-01").ShouldBe([new PlatformFeatureDisabled("acme", "fraud-guard", Today)]);
        Switch([Use("2025-01-01", "2025-02-01")], on: "2025-03-01")
            .ShouldBe([new PlatformFeatureDisabled("acme", "fraud-guard", Today)]);
    }

    [Fact]
    public void features_are_switched_each_on_its_own() =>
        Switch([Use("2025-03-10") with { PlatformFeature = "spam-shield" }], on: "2025-03-01").ShouldBe(
        [
            new PlatformFeatureDisabled("acme", "fraud-guard", Today),
            new PlatformFeatureEnabled("acme", "spam-shield", Today),
        ]);

    private static FeatureUse Use(string start, string? end = null) =>
        new("fraud-guard", Day(start), end is null ? null : Day(end));

    private static IReadOnlyList<object> Switch(IReadOnlyList<FeatureUse> uses, string? on = null)
    {
        var now = on is null ? CustomerFeatures.None : CustomerFeatures.Evolve(
            null, new PlatformFeatureEnabled("acme", "fraud-guard", Day(on)));
        return SwitchPlatformFeatures.Decide("acme", uses, now!, Today);
    }
}
