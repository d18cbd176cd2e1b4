using System.Text.Json.Nodes;
using PackageBilling.Harness;

namespace PackageBilling.Host.Tests.Imports;

public sealed class ImportCommandTests
{
    [Fact]
    public async Task it_says_what_went_in_and_what_the_first_run_would_post_and_ends_with_what_scripts_test_for()
    {
        var database = await TestPostgres.NewDatabase();
        var folder = TestFolders.New("import");
        Directory.CreateDirectory(folder);
        try
        {
            var (packages, customers, rejects) = (Path.Combine(folder, "p.csv"), Path.Combine(folder, "c.csv"), Path.Combine(folder, "r.csv"));
            await File.WriteAllTextAsync(packages, "packageId,name,retail,cost,frequency\np,P,1,1,daily\n");
            await File.WriteAllTextAsync(customers, "customerId,name\nc1,One\nc 2,Two\n");

            var refused = await HostProcess.Run(database, ["import", "--packages", packages, "--customers", customers, "--rejects", rejects]);
            refused.ExitCode.ShouldBe(1, refused.Errors);
            refused.Errors.ShouldContain("customers line 3, customerId: must be 1 to 64");
            (await File.ReadAllLinesAsync(rejects))[1].ShouldStartWith("customers,3,customerId,");

            var rows = await HostProcess.Run(database, ["import", "--customers", customers, "--mode", "rows", "--json"]);
            rows.ExitCode.ShouldBe(1);
            JsonNode.Parse(rows.Output).Counts("customers").ShouldBe("2 read, 1 added, 0 known, 1 rejected");

            var assignments = Path.Combine(folder, "a.csv");
            await File.WriteAllTextAsync(assignments, "assignmentId,customerId,packageName,quantity,startDate\na,c1,P,3,2025-01-01\n");
            var done = await HostProcess.Run(database, ["import", "--assignments", assignments, "--first-run", "2025-02-01"]);
            done.ExitCode.ShouldBe(0, done.Errors);
            done.Output.ShouldContain("The first run, for 2025-02-01, would post");
            done.Output.ShouldContain("3.00");

            (await HostProcess.Run(database, ["import", "--customers", customers, "--only-if-empty"])).ExitCode.ShouldBe(0);
            (await HostProcess.Run(database, ["import"])).ExitCode.ShouldBe(2);
            (await HostProcess.Run(database, ["import", "--customers", Path.Combine(folder, "none.csv")])).ExitCode.ShouldBe(2);
            (await HostProcess.Run(database, ["import", "--customers", customers, "--mode", "some"])).ExitCode.ShouldBe(2);
        }
        finally
        {
            TestFolders.Remove(folder);
        }
    }
}
