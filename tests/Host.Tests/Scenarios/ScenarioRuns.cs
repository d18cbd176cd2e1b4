using System.Text.Json.Nodes;
using PackageBilling.Harness;

namespace PackageBilling.Host.Tests;

/// <summary>Steps that run or simulate.</summary>
internal static class ScenarioRuns
{
    public static async Task Nightly(Scenario scenario, JsonObject step)
    {
        var last = Values.Date(step["nightly"]![1]);
        for (var date = Values.Date(step["nightly"]![0]); date <= last; date = date.AddDays(1))
            await ChargeRun(scenario, $"{date:yyyy-MM-dd}");
    }

    public static async Task Run(Scenario scenario, JsonObject step) =>
        (await ChargeRun(scenario, step["run"]!.GetValue<string>()))["totals"].ShouldHave(step["expect"]);

    public static async Task Simulate(Scenario scenario, JsonObject step)
    {
        var report = await scenario.Api.Must("POST", "/api/simulations",
            new JsonObject { ["date"] = step["simulate"]!.DeepClone(), ["customerIds"] = scenario.Everyone });
        report!["totals"].ShouldHave(step["expect"]);
    }

    public static async Task RunPackage(Scenario scenario, JsonObject step)
    {
        var body = new JsonObject { ["date"] = step["runPackage"]!.DeepClone(),
            ["simulate"] = step["simulate"]?.GetValue<bool>() ?? false, ["reason"] = "scenario" };
        var report = await scenario.Api.Must(
            "POST", $"/api/customers/{scenario.Customer(step["customer"]?.GetValue<string>())}/run-package", body,
            step["status"] is { } status ? [status.GetValue<int>()] : null,
            ("Idempotency-Key", Guid.NewGuid().ToString("N")));
        if (step["status"] is null) report!["totals"].ShouldHave(step["expect"]);
    }

    /// <summary>Reverses the last run of a date, or shows what that would do.</summary>
    public static async Task ReverseRun(Scenario scenario, JsonObject step)
    {
        var body = new JsonObject { ["simulate"] = step["simulate"]?.GetValue<bool>() ?? false, ["reason"] = "scenario",
            ["chargeAgain"] = step["chargeAgain"]?.GetValue<bool>() ?? false };
        var report = await scenario.Api.Must(
            "POST", $"/api/charge-runs/{scenario.Runs[step["reverseRun"]!.GetValue<string>()]}/reverse", body);
        report!["totals"].ShouldHave(step["expect"]);
    }

    private static async Task<JsonNode> ChargeRun(Scenario scenario, string date)
    {
        var run = (await scenario.Api.Must("POST", "/api/charge-runs",
            new JsonObject { ["date"] = date, ["customerIds"] = scenario.Everyone }, null, ("Prefer", "wait=60")))!;
        await Eventually.True(async () =>
        {
            if (run["status"]!.GetValue<string>() != "running") return true;
            run = (await scenario.Api.Must("GET", $"/api/charge-runs/{run["runId"]}"))!;
            return run["status"]!.GetValue<string>() != "running";
        }, $"the run of {date} has ended");
        run["status"]!.GetValue<string>().ShouldBe("completed", run.ToJsonString());
        scenario.Runs[date] = run["runId"]!.GetValue<string>();
        return run;
    }
}
