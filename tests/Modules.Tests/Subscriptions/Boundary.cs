using PackageBilling.Subscriptions;

namespace PackageBilling.Modules.Tests.Subscriptions;

public class Boundary
{
    [Fact]
    public void others_see_the_module_only() =>
        typeof(SubscriptionsModule).Assembly.GetExportedTypes().Select(type => type.Name)
            .ShouldBe([nameof(SubscriptionsModule)]);
}
