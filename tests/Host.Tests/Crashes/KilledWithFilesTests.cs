using System.Globalization;
using System.Text;
using PackageBilling.Harness;
using PackageBilling.Host.Tests.Imports;

namespace PackageBilling.Host.Tests;

/// <summary>What a host keeps in temporary files goes with it, also when it cannot clean up.</summary>
public sealed class KilledWithFilesTests
{
    // More than one report holds, so that the rest of a simulation is kept in a file.
    private const int Assignments = 5_100;

    [Fact]
    public async Task a_killed_host_leaves_no_file_behind()
    {
        var folder = TestFolders.New("temporary");
        Directory.CreateDirectory(folder);
        try
        {
            await using var host = await HostProcess.Start(
                await TestPostgres.NewDatabase(),
                new Dictionary<string, string> { ["TMPDIR"] = folder, ["TMP"] = folder });
            using var api = new Api(host.Address, host.AdminKey);
            // Its rejects are kept for those who come for them, and so are a simulation's lines.
            (await api.Import(Files(), "?mode=rows")).Body.Counts("assignments")
                .ShouldBe($"{Assignments} read, {Assignments} added, 0 known, 0 rejected");
            var kept = (await api.Must("POST", "/api/simulations", new { date = "2025-02-01" }))!["simulationId"]!
                .GetValue<string>();

            await host.Kill();

            kept.ShouldNotBeEmpty();
            Directory.EnumerateFiles(folder, "packagebilling-*").ShouldBeEmpty();
        }
        finally
        {
            TestFolders.Remove(folder);
        }
    }

    private static Dictionary<string, byte[]> Files()
    {
        var assignments = new StringBuilder("assignmentId,customerId,packageId,startDate\n");
        for (var n = 0; n < Assignments; n++)
            assignments.Append(CultureInfo.InvariantCulture, $"a{n},c,line,2025-01-01\n");
        return new()
        {
            ["packages"] = "packageId,name,retail,cost,frequency\nline,Line,2,1,daily\n"u8.ToArray(),
            ["customers"] = "customerId,name\nc,Customer\nnot an id,Nobody\n"u8.ToArray(),
            ["assignments"] = Encoding.UTF8.GetBytes(assignments.ToString()),
        };
    }
}
