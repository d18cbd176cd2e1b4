using System.Text.Json.Nodes;
using PackageBilling.Harness;

namespace PackageBilling.Host.Tests;

/// <summary>A run by preview, over HTTP and from the command line.</summary>
[Collection(OneHost.Name)]
public sealed class PreviewTests(TestHost host)
{
    private const string Date = "2025-02-01";

    [Fact]
    public async Task a_token_is_refused_with_what_came_in_between()
    {
        var customerId = await Customer(host.Api);
        var asked = new { date = Date, customerIds = new[] { customerId } };
        var preview = await host.Api.Must("POST", "/api/simulations", asked);
        var stale = preview!["previewToken"]!.GetValue<string>();
        await host.Api.Must(
            "PUT", $"/api/packages/{customerId}", Terms(customerId, "3"), null, ("X-Reason", "new list"));

        var refused = await host.Api.Call(
            "POST", "/api/charge-runs", new { date = Date, customerIds = new[] { customerId }, previewToken = stale });
        (refused.Code, refused.Fields.ShouldHaveSingleItem(), refused.Body!["type"]!.GetValue<string>())
            .ShouldBe((409, "previewToken", "/openapi/problems/conflict"));
        refused.Body["eventCount"]!.GetValue<int>().ShouldBe(1);
        var between = refused.Body["events"]!.AsArray().ShouldHaveSingleItem()!;
        (between["type"]!.GetValue<string>(), between["packageId"]!.GetValue<string>(),
            between["reason"]!.GetValue<string>()).ShouldBe(("package_revised", customerId, "new list"));
        between["position"]!.GetValue<long>().ShouldBeGreaterThan(preview["position"]!.GetValue<long>());
        DateTimeOffset.Parse(between["recordedAt"]!.GetValue<string>(),
            System.Globalization.CultureInfo.InvariantCulture).ShouldBeGreaterThan(DateTimeOffset.UnixEpoch);
        between["actor"]!.GetValue<string>().ShouldNotBeEmpty();
    }

    [Fact]
    public async Task the_command_line_prints_a_token_and_takes_it()
    {
        var database = await TestPostgres.NewDatabase();
        string customerId;
        await using (var node = await TestHost.Start(database))
        {
            using var api = new Api(node.Address, TestHost.AdminKey);
            customerId = await Customer(api);
        }
        var simulated = await HostProcess.Run(database, ["simulate", "--date", Date]);
        simulated.ExitCode.ShouldBe(0, simulated.Errors);
        var token = simulated.Output.TrimEnd().Split("preview token: ")[1];

        var run = await HostProcess.Run(database, ["run", "--date", Date, "--preview", token, "--json"]);
        run.ExitCode.ShouldBe(0, run.Errors);
        JsonNode.Parse(run.Output)!["totals"]!["retail"]!.GetValue<string>().ShouldBe("2.00");

        var again = await HostProcess.Run(database, ["run", "--date", Date, "--preview", token]);
        again.ExitCode.ShouldBe(1);
        again.Errors.ShouldContain(
            "previewToken: would not post what was previewed, simulate again: charges_posted at ");
        again.Errors.ShouldContain(customerId);

        (await HostProcess.Run(
            database, ["run", "--date", Date, "--simulate", "--preview", token])).ExitCode.ShouldBe(2);
    }

    private static object Terms(string name, string retail) =>
        new { name, retail, cost = "1", frequency = "monthly", frequencyMatch = new[] { 1 }, effectiveFrom = Date };

    private static async Task<string> Customer(Api api)
    {
        var id = $"previewed-{Guid.NewGuid():N}";
        await api.Must("POST", "/api/packages", new { packageId = id, name = id, retail = "2", cost = "1",
            frequency = "monthly", frequencyMatch = new[] { 1 } });
        await api.Must("POST", "/api/customers", new { customerId = id, name = id });
        await api.Must("POST", $"/api/customers/{id}/packages", new { packageId = id, startDate = "2025-01-01" });
        return id;
    }
}
