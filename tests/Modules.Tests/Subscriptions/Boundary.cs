using PackageBilling.Subscriptions;

namespace PackageBilling.Modules.Tests.Subscriptions;

public class Boundary
{
    [Fact]
    public void others_see_the_facts_and_the_module_only() =>
        typeof(SubscriptionsModule).Assembly.GetExportedTypes().Select(type => type.Name).Order(StringComparer.Ordinal).ShouldBe(
        [
            "AssignmentCancelled", "AssignmentChanged", "AssignmentEnded", "CustomerCreditLimitChanged", "CustomerErased", "CustomerRegistered",
            "CustomerRenamed", "CustomerTimeZoneChanged", "DidAssigned", "DidReleased", "PackageAssigned", "PlatformFeatureDisabled",
            "PlatformFeatureEnabled", "SubscriptionsModule",
        ]);
}
