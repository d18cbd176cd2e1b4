using PackageBilling.Catalog;

namespace PackageBilling.Modules.Tests.Catalog;

public class Boundary
{
    [Fact]
    public void others_see_the_module_only() =>
        typeof(CatalogModule).Assembly.GetExportedTypes().Select(type => type.Name).ShouldBe([nameof(CatalogModule)]);
}
