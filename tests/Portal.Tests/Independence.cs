using System.Xml.Linq;
using PackageBilling.Harness;

namespace PackageBilling.Portal.Tests;

public sealed class Independence
{
    [Fact]
    public void the_portal_knows_the_http_interface_only()
    {
        var project = XDocument.Load(Path.Combine(Repository.Root, "src", "Portal", "Portal.csproj"));
        project.Descendants("ProjectReference").Select(reference => reference.Attribute("Include")!.Value)
            .ShouldBe(["../Contracts/Contracts.csproj"]);
        project.Descendants("PackageReference").ShouldBeEmpty();
        typeof(PortalModule).Assembly.GetReferencedAssemblies()
            .Select(name => name.Name!)
            .Where(name => name.StartsWith("PackageBilling", StringComparison.Ordinal)
                || name.StartsWith("Npgsql", StringComparison.Ordinal))
            .ShouldBeSubsetOf(["PackageBilling.Contracts", "PackageBilling.Values"]);
    }

    [Fact]
    public void what_the_portal_shares_with_the_product_is_answers_and_values_alone()
    {
        var project = XDocument.Load(Path.Combine(Repository.Root, "src", "Contracts", "Contracts.csproj"));
        project.Descendants("ProjectReference").Select(reference => reference.Attribute("Include")!.Value)
            .ShouldBe(["../Values/Values.csproj"]);
        project.Descendants("PackageReference").ShouldBeEmpty();
        project.Descendants("FrameworkReference").ShouldBeEmpty();
    }
}
