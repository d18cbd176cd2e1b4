using System.Globalization;
using System.Text;
using PackageBilling.Harness;
using PackageBilling.Host.Tests.Imports;

namespace PackageBilling.Host.Tests;

/// <summary>Reversals over HTTP and from the command line (api: "Billing").</summary>
public sealed class ReversalTests
{
    [Fact]
    public async Task a_long_reversal_is_paged_and_written_to_a_file_with_all_its_lines()
    {
        // More lines than one report holds.
        const int assignments = 5_100;
        var database = await TestPostgres.NewDatabase();
        await using var own = await TestHost.Start(database);
        using var api = new Api(own.Address, TestHost.AdminKey);
        var rows = new StringBuilder("assignmentId,customerId,packageId,startDate\n");
        for (var n = 0; n < assignments; n++) rows.Append(CultureInfo.InvariantCulture, $"a{n},c,line,2025-01-01\n");
        await api.Import(new()
        {
            ["packages"] = "packageId,name,retail,cost,frequency\nline,Line,2,1,daily\n"u8.ToArray(),
            ["customers"] = "customerId,name\nc,Customer\n"u8.ToArray(),
            ["assignments"] = Encoding.UTF8.GetBytes(rows.ToString()),
        });
        var run = await api.Must("POST", "/api/charge-runs", new { date = "2025-02-01" }, null, ("Prefer", "wait=120"));
        var shown = await api.Must("POST", $"/api/charge-runs/{run!["runId"]}/reverse", new { });
        (shown!["totals"]!["lines"]!.GetValue<int>(), shown["lines"]!.AsArray().Count).ShouldBe((assignments, 5_000));
        var rest = (await api.Must("GET", $"/api/simulations/{shown["simulationId"]}/lines?limit=500"))!;
        rest["items"]!.AsArray().Count.ShouldBe(100);
        rest["next"].ShouldBeNull();
        var last = rest["items"]![99]!;
        last["chargeId"]!.GetValue<string>().ShouldBe($"{last["corrects"]}.reversal");
        shown["lines"]!.AsArray().Concat(rest["items"]!.AsArray()).Select(line => line!["chargeId"]!.GetValue<string>())
            .Distinct().Count().ShouldBe(assignments);

        var folder = TestFolders.New("reversal");
        Directory.CreateDirectory(folder);
        try
        {
            foreach (var (command, kind) in ((string[], string)[])[
                (["simulate", "--date", "2025-02-02"], ",recurring,"),
                (["reverse", "--run", run["runId"]!.GetValue<string>(), "--reason", "mistake"], ",reversal,")])
            {
                var file = Path.Combine(folder, "lines.csv");
                var ran = await HostProcess.Run(database, [.. command, "--csv", file]);
                ran.ExitCode.ShouldBe(0, ran.Errors);
                (await File.ReadAllLinesAsync(file)).Count(line => line.Contains(kind, StringComparison.Ordinal))
                    .ShouldBe(assignments);
            }
        }
        finally
        {
            TestFolders.Remove(folder);
        }
        (await api.Must("POST", $"/api/charge-runs/{run["runId"]}/reverse", new { }))!["totals"]!["lines"]!
            .GetValue<int>().ShouldBe(0);
    }
}
