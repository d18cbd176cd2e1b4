using PackageBilling.Catalog;

namespace PackageBilling.Modules.Tests.Catalog;

public class Boundary
{
    [Fact]
    public void others_see_the_facts_and_the_module_only() =>
        typeof(CatalogModule).Assembly.GetExportedTypes().Select(type => type.Name).Order(StringComparer.Ordinal).ShouldBe(
        [
            "CatalogModule", "Frequency", "PackageDefined", "PackageNameClaimed", "PackageNameReleased", "PackageRetired", "PackageRevised",
            "PackageTerms", "PackageType",
        ]);
}
