using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using PackageBilling.Harness;
using PackageBilling.Host.Tests.Imports;

namespace PackageBilling.Host.Tests;

/// <summary>Reversals over HTTP and from the command line (api: "Billing").</summary>
[Collection(OneHost.Name)]
public sealed class ReversalTests(TestHost host)
{
    [Fact]
    public async Task a_reversal_lasts_and_the_run_of_its_date_says_reversed()
    {
        var (customer, run) = await Charged();
        var charge = $"{customer}-seat.recurring.2025-02-01.1";
        (await host.Api.Must("POST", $"/api/charges/{charge}/reverse", new { reason = "billed in error" }, [201]))!["kind"]!.GetValue<string>().ShouldBe("reversal");
        var again = await Run(customer);
        again["totals"]!["lines"]!.GetValue<int>().ShouldBe(0);
        var line = (await host.Api.Must("GET", $"/api/charge-runs/{again["runId"]}/lines?outcome=alreadyCharged"))!["items"]!.AsArray().ShouldHaveSingleItem();
        (line!["reason"]!.GetValue<string>(), line["chargeId"]!.GetValue<string>()).ShouldBe(("reversed", charge));
        (await host.Api.Must("POST", $"/api/charge-runs/{run}/reverse", new { }))!["totals"]!["lines"]!.GetValue<int>().ShouldBe(0);
        (await host.Api.Must("GET", $"/api/charges/{charge}/explain"))!["chargeAgain"]!.GetValue<bool>().ShouldBeFalse();
    }

    [Fact]
    public async Task a_run_is_reversed_with_a_reason_only_and_by_who_operates()
    {
        var (customer, run) = await Charged();
        var path = $"/api/charge-runs/{run}/reverse";
        (await host.Api.Must("POST", path, new { }))!["simulate"]!.GetValue<bool>().ShouldBeTrue();
        var refused = await host.Api.Call("POST", path, new { simulate = false });
        (refused.Code, refused.Body!["errors"]!["reason"]![0]!.GetValue<string>()).ShouldBe((422, "must say why the run is reversed"));
        var key = await host.Api.Must("POST", "/api/keys", new { name = $"finance of {customer}", role = "finance" });
        using var finance = host.Client(key!["key"]!.GetValue<string>());
        (await finance.Call("POST", path, new { })).Code.ShouldBe(200);
        (await finance.Call("POST", path, new { simulate = false, reason = "no" })).Code.ShouldBe(403);
        (await host.Api.Call("POST", "/api/charge-runs/none/reverse", new { })).Code.ShouldBe(404);
        (await host.Api.Call("POST", path, new { customerIds = new[] { "nobody" } })).Code.ShouldBe(404);
        (await host.Api.Call("POST", path, new { chargeagain = true })).Code.ShouldBe(400);

        var done = await host.Api.Must("POST", path, new { simulate = false, reason = "the wrong month", chargeAgain = true });
        (done!["totals"]!["lines"]!.GetValue<int>(), Values.Decimal(done["totals"]!["retail"])).ShouldBe((1, -10m));
        var line = done["lines"]!.AsArray().ShouldHaveSingleItem();
        (line!["kind"]!.GetValue<string>(), line["reason"]!.GetValue<string>()).ShouldBe(("reversal", "the wrong month"));
        Values.Decimal(done["accounts"]![0]!["creditAfter"]).ShouldBe(0);
        Values.Decimal((await Run(customer))["totals"]!["retail"]).ShouldBe(10);
    }

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
            ["customers"] = "customerId,name\nc,Customer\n"u8.ToArray(), ["assignments"] = Encoding.UTF8.GetBytes(rows.ToString()),
        });
        var run = await api.Must("POST", "/api/charge-runs", new { date = "2025-02-01" }, null, ("Prefer", "wait=120"));
        var shown = await api.Must("POST", $"/api/charge-runs/{run!["runId"]}/reverse", new { });
        (shown!["totals"]!["lines"]!.GetValue<int>(), shown["lines"]!.AsArray().Count).ShouldBe((assignments, 5_000));
        var rest = (await api.Must("GET", $"/api/simulations/{shown["simulationId"]}/lines?limit=500"))!;
        rest["items"]!.AsArray().Count.ShouldBe(100);
        rest["next"].ShouldBeNull();
        var last = rest["items"]![99]!;
        last["chargeId"]!.GetValue<string>().ShouldBe($"{last["corrects"]}.reversal");
        shown["lines"]!.AsArray().Concat(rest["items"]!.AsArray()).Select(line => line!["chargeId"]!.GetValue<string>()).Distinct().Count().ShouldBe(assignments);

        var folder = TestFolders.New("reversal");
        Directory.CreateDirectory(folder);
        try
        {
            foreach (var (command, kind) in ((string[], string)[])[(["simulate", "--date", "2025-02-02"], ",recurring,"), (["reverse", "--run", run["runId"]!.GetValue<string>(), "--reason", "mistake"], ",reversal,")])
            {
                var file = Path.Combine(folder, "lines.csv");
                var ran = await HostProcess.Run(database, [.. command, "--csv", file]);
                ran.ExitCode.ShouldBe(0, ran.Errors);
                (await File.ReadAllLinesAsync(file)).Count(line => line.Contains(kind, StringComparison.Ordinal)).ShouldBe(assignments);
            }
        }
        finally
        {
            TestFolders.Remove(folder);
        }
        (await api.Must("POST", $"/api/charge-runs/{run["runId"]}/reverse", new { }))!["totals"]!["lines"]!.GetValue<int>().ShouldBe(0);
    }

    /// <summary>A customer of its own with one line of 10.</summary>
    private async Task<(string Customer, string RunId)> Charged()
    {
        var customer = $"reversal-{Guid.NewGuid():N}";
        var package = await host.Api.Must("POST", "/api/packages", new { name = customer, retail = "10", cost = "6", frequency = "monthly", frequencyMatch = new[] { 1 } });
        await host.Api.Must("POST", "/api/customers", new { customerId = customer, name = "Customer" });
        await host.Api.Must("POST", $"/api/customers/{customer}/packages",
            new { assignmentId = $"{customer}-seat", packageId = package!["packageId"], startDate = "2025-01-01", autoDecrementCredit = true });
        return (customer, (await Run(customer))["runId"]!.GetValue<string>());
    }

    private async Task<JsonNode> Run(string customer) =>
        (await host.Api.Must("POST", "/api/charge-runs", new { date = "2025-02-01", customerIds = new[] { customer } }, null, ("Prefer", "wait=60")))!;
}
