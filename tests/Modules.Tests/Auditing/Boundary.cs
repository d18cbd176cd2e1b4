using PackageBilling.Billing;
using PackageBilling.Harness;

namespace PackageBilling.Modules.Tests.Auditing;

public sealed class Boundary
{
    [Fact]
    public void the_module_shows_its_events_and_itself_and_nothing_else() =>
        typeof(AuditingModule).Assembly.GetExportedTypes().Select(type => type.Name).Order(StringComparer.Ordinal)
            .ShouldBe(
            [
                nameof(AuditingModule), nameof(BookCheckpointSealed), nameof(HeadAccepted), nameof(RunSealed),
            ]);

    [Fact]
    public void the_namespaces_are_the_folders()
    {
        var folder = Path.Combine(Repository.Root, "src", "Auditing");
        foreach (var file in Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories))
        {
            var folders = Path.GetRelativePath(folder, file).Replace('\\', '/').Split('/')[..^1];
            if (folders is ["bin" or "obj", ..]) continue;
            var expected = string.Join('.', ["PackageBilling.Auditing", .. folders]);
            File.ReadLines(file).Where(line => line.StartsWith("namespace ", StringComparison.Ordinal))
                .ShouldBe([$"namespace {expected};"], file);
        }
    }

    [Fact]
    public void nobody_refers_to_it_but_the_host()
    {
        var sources = Path.Combine(Repository.Root, "src");
        var projects = Directory.GetFiles(sources, "*.csproj", SearchOption.AllDirectories);
        projects.Length.ShouldBeGreaterThan(2);
        projects.Where(project => File.ReadAllText(project).Contains("Auditing.csproj", StringComparison.Ordinal))
            .Select(Path.GetFileName).ShouldBe(["Host.csproj"]);
    }

    [Fact]
    public void billing_does_not_know_it() =>
        typeof(BillingModule).Assembly.GetReferencedAssemblies().Select(name => name.Name)
            .ShouldNotContain("PackageBilling.Auditing");
}
