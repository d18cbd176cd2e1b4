using System.Text.Json.Nodes;

namespace PackageBilling.Host.Tests;

/// <summary>What a step of an example does and what it expects. The field that a step has says which it is.</summary>
internal static class ScenarioSteps
{
    private static readonly Dictionary<string, Func<Scenario, JsonObject, Task>> Kinds = new(StringComparer.Ordinal)
    {
        ["nightly"] = ScenarioRuns.Nightly,
        ["run"] = ScenarioRuns.Run,
        ["runPackage"] = ScenarioRuns.RunPackage,
        ["reverseRun"] = ScenarioRuns.ReverseRun,
        ["simulate"] = ScenarioRuns.Simulate,
        ["usage"] = ScenarioUsage.Report,
        ["pay"] = (scenario, step) => scenario.Pay(step["customer"]?.GetValue<string>(), step["pay"]!,
            step["ref"]?.GetValue<string>() ?? Guid.NewGuid().ToString("N")),
        ["assign"] = (scenario, step) => scenario.Assign(step["assign"]!.AsObject(), step["status"]?.GetValue<int>()),
        ["revise"] = Revise,
        ["change"] = (scenario, step) => Edit(scenario, step, "change", step["with"]!),
        ["end"] = (scenario,
            step) => Edit(scenario, step, "end", new JsonObject { ["endDate"] = step["endDate"]!.DeepClone() }),
        ["pause"] = (
            scenario, step) => Edit(scenario, step, "pause", new JsonObject { ["from"] = step["from"]!.DeepClone() }),
        ["resume"] = (
            scenario, step) => Edit(scenario, step, "resume", new JsonObject { ["on"] = step["on"]!.DeepClone() }),
        ["reverse"] = Reverse,
        ["release"] = (scenario,
            step) => scenario.Api.Must("POST", $"/api/dids/{scenario.Did(step["release"]!.GetValue<string>())}/release",
                new JsonObject { ["date"] = step["date"]!.DeepClone() }),
        ["credit"] = Credit,
        ["charges"] = Charges,
        ["minutes"] = ScenarioUsage.Minutes,
        ["refused"] = Refused,
    };

    public static Task Take(Scenario scenario, JsonObject step) =>
        Kinds.FirstOrDefault(kind => step.ContainsKey(kind.Key)).Value is { } take
            ? take(scenario, step) : throw new ShouldAssertException("No step is like that.");

    private static async Task Revise(Scenario scenario, JsonObject step)
    {
        var alias = step["package"]!.GetValue<string>();
        scenario.Terms[alias] = scenario.Terms[alias].With(step["revise"]!.AsObject());
        await scenario.Api.Must("PUT", $"/api/packages/{scenario.Packages[alias]}", scenario.Terms[alias]);
    }

    private static async Task Edit(Scenario scenario, JsonObject step, string verb, JsonNode body)
    {
        var (customer, id) = scenario.Assignments[step[verb]!.GetValue<string>()];
        await scenario.Api.Must("POST", $"/api/customers/{scenario.Customer(customer)}/packages/{id}/{verb}", body,
            [step["status"]?.GetValue<int>() ?? 200]);
    }

    private static async Task Reverse(Scenario scenario, JsonObject step)
    {
        var (customer, id) = scenario.Assignments[step["reverse"]!.GetValue<string>()];
        var charges = await scenario.Api.Must("GET", $"/api/customers/{scenario.Customer(customer)}/charges?limit=500");
        var line = charges!["items"]!.AsArray().First(line => line!["assignmentId"]!.GetValue<string>() == id
            && line["date"]!.GetValue<string>() == step["date"]!.GetValue<string>()
            && line["kind"]!.GetValue<string>() == step["kind"]!.GetValue<string>());
        var body = new JsonObject { ["reason"] = "scenario" };
        if (step["chargeAgain"] is { } again) body["chargeAgain"] = again.DeepClone();
        await scenario.Api.Must(
            "POST", $"/api/charges/{line!["chargeId"]}/reverse", body, [step["status"]?.GetValue<int>() ?? 201]);
    }

    private static async Task Credit(Scenario scenario, JsonObject step)
    {
        foreach (var (alias, amount) in step["credit"]!.AsObject())
        {
            var account = await scenario.Api.Must("GET", $"/api/customers/{scenario.Customer(alias)}/account");
            Values.Decimal(account!["credit"]).ShouldBe(Values.Decimal(amount), $"credit of {alias}");
        }
    }

    private static async Task Charges(Scenario scenario, JsonObject step)
    {
        var found = new List<(string, string, decimal)>();
        var path = $"/api/customers/{scenario.Customer(step["customer"]?.GetValue<string>())}/charges?limit=500";
        for (var next = ""; next is not null;)
        {
            var page = await scenario.Api.Must(
                "GET", next.Length == 0 ? path : $"{path}&after={Uri.EscapeDataString(next)}");
            found.AddRange(page!["items"]!.AsArray().Select(line =>
                (line!["date"]!.GetValue<string>(), line["kind"]!.GetValue<string>(), Values.Decimal(line["retail"]))));
            next = page["next"]?.GetValue<string>();
        }
        var expected = step["charges"]!.AsArray()
            .Select(line => (line![0]!.GetValue<string>(), line[1]!.GetValue<string>(), Values.Decimal(line[2])));
        found.Order().ShouldBe(expected.Order());
    }

    private static async Task Refused(Scenario scenario, JsonObject step)
    {
        var call = step["refused"]!;
        var path = call["path"]!.GetValue<string>()
            .Replace("{customer}", scenario.Customer(), StringComparison.Ordinal);
        foreach (var (alias, id) in scenario.Packages)
            path = path.Replace($"{{package:{alias}}}", id, StringComparison.Ordinal);
        var body = call["body"]?.ToJsonString().Replace("{tag}", scenario.Tag, StringComparison.Ordinal);
        int[] status = call["status"] is JsonArray several
            ? [.. several.Select(one => one!.GetValue<int>())] : [call["status"]!.GetValue<int>()];
        await scenario.Api.Must(call["method"]?.GetValue<string>() ?? "POST", path, body, status);
    }
}
