using System.Xml.Linq;
using PackageBilling.Harness;

namespace PackageBilling.Portal.Tests;

public sealed class Independence
{
    [Fact]
    public void the_portal_knows_the_http_interface_only()
    {
        var project = XDocument.Load(Path.Combine(Repository.Root, "src", "Portal", "Portal.csproj"));
        project.Descendants("ProjectReference").ShouldBeEmpty();
        project.Descendants("PackageReference").ShouldBeEmpty();
        typeof(PortalModule).Assembly.GetReferencedAssemblies()
            .Where(name => name.Name!.StartsWith("PackageBilling", StringComparison.Ordinal) || name.Name.StartsWith("Npgsql", StringComparison.Ordinal))
            .ShouldBeEmpty();
    }
}
