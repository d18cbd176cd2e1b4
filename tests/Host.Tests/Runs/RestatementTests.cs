using System.Text.Json.Nodes;
using PackageBilling.Harness;

namespace PackageBilling.Host.Tests;

/// <summary>Past runs are put right, over HTTP and from the command line.</summary>
[Collection(OneHost.Name)]
public sealed class RestatementTests(TestHost host)
{
    private const string Date = "2025-02-01";

    [Fact]
    public async Task a_late_price_is_listed_posted_once_and_found_everywhere()
    {
        var customerId = await Charged(host.Api);
        await host.Api.Must(
            "PUT", $"/api/packages/{customerId}", Terms(customerId, "3"), null, ("X-Reason", "typed wrong"));
        var asked = new { from = Date, to = Date, customerIds = new[] { customerId } };

        var found = (await host.Api.Must("POST", "/api/restatements", asked))!;
        (found["simulate"]!.GetValue<bool>(), found["restatementId"], found["totals"]!["retail"]!.GetValue<string>())
            .ShouldBe((true, null, "1.00"));
        var line = found["lines"]!.AsArray().ShouldHaveSingleItem()!;
        (line["standsRetail"]!.GetValue<string>(), line["dueRetail"]!.GetValue<string>(),
            line["firstEvent"]!["reason"]!.GetValue<string>()).ShouldBe(("2.00", "3.00", "typed wrong"));
        var csv = await host.Api.Call("POST", "/api/restatements", asked, ("Accept", "text/csv"));
        csv.Text.Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Length.ShouldBe(2);
        csv.Text.ShouldContain(",2.00,1.00,3.00,1.00,1.00,0.00,true,");

        var applied = (await host.Api.Must("POST", "/api/restatements",
            new { asked.from, asked.to, asked.customerIds, simulate = false, reason = "corrected" }))!;
        var id = applied["restatementId"]!.GetValue<string>();
        var chargeId = applied["lines"]![0]!["chargeId"]!.GetValue<string>();
        chargeId.ShouldBe(line["chargeId"]!.GetValue<string>());
        (await host.Api.Must("POST", "/api/restatements",
            new { asked.from, asked.to, asked.customerIds, simulate = false }))!["lines"]!.AsArray().ShouldBeEmpty();

        (await host.Api.Must("GET", "/api/restatements"))!["items"]![0]!["restatementId"]!
            .GetValue<string>().ShouldBe(id);
        var one = (await host.Api.Must("GET", $"/api/restatements/{id}"))!;
        (one["reason"]!.GetValue<string>(), one["totals"]!["lines"]!.GetValue<int>()).ShouldBe(("corrected", 1));
        (await host.Api.Must("GET", $"/api/restatements/{id}/lines"))!["items"]!.AsArray()
            .ShouldHaveSingleItem()!["chargeId"]!.GetValue<string>().ShouldBe(chargeId);
        (await host.Api.Call("GET", "/api/restatements/none/lines")).Code.ShouldBe(404);

        (await host.Api.Must("GET", $"/api/customers/{customerId}/account"))!["credit"]!
            .GetValue<string>().ShouldBe("-3.00");
        var charges = (await host.Api.Must("GET", $"/api/customers/{customerId}/charges"))!["items"]!.AsArray();
        charges.Select(charge => (charge!["kind"]!.GetValue<string>(), charge["retail"]!.GetValue<string>(),
            charge["corrects"]?.GetValue<string>()))
            .ShouldBe([("recurring", "2.00", null),
                ("restatement", "1.00", charges[0]!["chargeId"]!.GetValue<string>())]);
        var entry = (await host.Api.Must("GET", $"/api/customers/{customerId}/statement"))!["items"]![1]!;
        (entry["kind"]!.GetValue<string>(), entry["amount"]!.GetValue<string>(), entry["reference"]!.GetValue<string>(),
            entry["reason"]!.GetValue<string>()).ShouldBe(("restatement", "-1.00", chargeId, "corrected"));
        (await host.Api.Call("GET", $"/api/export/charges.csv?customerId={customerId}")).Text
            .ShouldContain($"{chargeId},charged,");

        var explained = (await host.Api.Must("GET", $"/api/charges/{chargeId}/explain"))!;
        (explained["restatementId"]!.GetValue<string>(), explained["runId"]).ShouldBe((id, null));
        var steps = explained["steps"]!.AsArray().Select(step => step!["text"]!.GetValue<string>()).ToList();
        steps.ShouldContain("due: retail: 1 × 3.00 = 3.00");
        steps.ShouldContain("difference: 3.00 − 2.00 = 1.00 USD");
        explained["steps"]![1]!["event"]!["type"]!.GetValue<string>().ShouldBe("package_revised");
        (await host.Api.Call("POST", $"/api/charges/{chargeId}/reverse", new { reason = "no" })).Code.ShouldBe(409);
        (await host.Api.Must("POST", "/api/audit/verify", new { }))!["ok"]!.GetValue<bool>().ShouldBeTrue();
    }

    [Fact]
    public async Task what_fills_a_gap_is_explained_by_the_line_that_it_stands_for()
    {
        var customerId = await Charged(host.Api);
        await host.Api.Must("POST", $"/api/customers/{customerId}/packages", new { assignmentId = $"{customerId}-2",
            packageId = customerId, startDate = "2025-01-15", billPast = false });
        await host.Api.Must("POST", "/api/restatements",
            new { from = Date, to = Date, customerIds = new[] { customerId }, simulate = false });
        var again =
            (await host.Api.Must("POST", "/api/simulations", new { date = Date, customerIds = new[] { customerId } }))!;
        var standing = again["lines"]!.AsArray()
            .Single(line => line!["assignmentId"]!.GetValue<string>() == $"{customerId}-2")!;
        standing["outcome"]!.GetValue<string>().ShouldBe("alreadyCharged");
        var explained = (await host.Api.Must("GET", $"/api/charges/{standing["chargeId"]}/explain"))!;
        explained["chargeId"]!.GetValue<string>().ShouldBe($"{customerId}-2.recurring.{Date}.0.restatement.1");
        explained["steps"]![0]!["text"]!.GetValue<string>()
            .ShouldBe($"no run has posted recurring for {Date}: it fills that gap");
    }

    [Fact]
    public async Task the_command_line_shows_and_posts()
    {
        var database = await TestPostgres.NewDatabase();
        await using (var node = await TestHost.Start(database))
        {
            using var api = new Api(node.Address, TestHost.AdminKey);
            var customerId = await Charged(api);
            await api.Must("PUT", $"/api/packages/{customerId}", Terms(customerId, "3"));
        }
        var file = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.csv");
        try
        {
            var shown = await HostProcess.Run(database, ["restate", "--from", Date, "--to", Date]);
            shown.ExitCode.ShouldBe(0, shown.Errors);
            shown.Output.ShouldContain("package_revised at ");
            shown.Output.ShouldContain("1 lines differ");
            var applied = await HostProcess.Run(database,
                ["restate", "--from", Date, "--to", Date, "--apply", "--reason", "corrected", "--csv", file, "--json"]);
            applied.ExitCode.ShouldBe(0, applied.Errors);
            JsonNode.Parse(applied.Output)!["totals"]!["retail"]!.GetValue<string>().ShouldBe("1.00");
            (await File.ReadAllLinesAsync(file)).Length.ShouldBe(2);
            (await HostProcess.Run(database, ["restate", "--from", Date, "--to", Date])).Output
                .ShouldContain("0 lines differ");
            (await HostProcess.Run(database, ["restate", "--from", Date, "--to", "2025-01-01"])).ExitCode.ShouldBe(2);
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static object Terms(string name, string retail) =>
        new { name, retail, cost = "1", frequency = "monthly", frequencyMatch = new[] { 1 }, effectiveFrom = Date };

    private static async Task<string> Charged(Api api)
    {
        var id = $"restated-{Guid.NewGuid():N}";
        await api.Must("POST", "/api/packages", new { packageId = id, name = id, retail = "2", cost = "1",
            frequency = "monthly", frequencyMatch = new[] { 1 } });
        await api.Must("POST", "/api/customers", new { customerId = id, name = id });
        await api.Must("POST", $"/api/customers/{id}/packages",
            new { packageId = id, startDate = "2025-01-15", autoDecrementCredit = true });
        await api.Must(
            "POST", "/api/charge-runs", new { date = Date, customerIds = new[] { id } }, [200], ("Prefer", "wait=60"));
        return id;
    }
}
