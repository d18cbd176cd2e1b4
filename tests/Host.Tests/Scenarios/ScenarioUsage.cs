using System.Text.Json.Nodes;

namespace PackageBilling.Host.Tests;

/// <summary>Steps with calls and free minutes.</summary>
internal static class ScenarioUsage
{
    public static async Task Report(Scenario scenario, JsonObject step)
    {
        var calls = new JsonArray([.. step["usage"]!.AsArray().Select(call => new JsonObject
        {
            ["callId"] = $"{call!["n"]}-{scenario.Tag}",
            ["customerId"] = scenario.Customer(call["to"]?.GetValue<string>()),
            ["did"] = scenario.Did(call["did"]?.GetValue<string>()),
            ["destination"] = call["destination"]!.DeepClone(),
            ["startedAt"] = call["at"]!.DeepClone(),
            ["billedSeconds"] = call["seconds"]!.DeepClone(),
            ["amount"] = Values.Text(call["amount"]!),
        })]);
        var counts = step["counts"]?.DeepClone().AsObject() ?? new JsonObject { ["accepted"] = calls.Count };
        var rejected = counts["rejected"]?.GetValue<int>() ?? 0;
        counts.Remove("rejected");
        var answer = (await scenario.Api.Must("POST", "/api/usage", calls))!;
        answer.ShouldHave(counts);
        (answer["rejected"]?.AsArray().Count ?? 0).ShouldBe(rejected, $"rejected: {answer["rejected"]}");
        foreach (var (name, expected) in step["expect"]?.AsObject() ?? [])
        {
            var call = answer["calls"]?.AsArray()
                .SingleOrDefault(rated => rated!["callId"]!.GetValue<string>() == $"{name}-{scenario.Tag}");
            (Values.Decimal(call?["freeSeconds"]), Values.Decimal(call?["charged"]))
                .ShouldBe((Values.Decimal(expected![0]), Values.Decimal(expected[1])), $"call {name}");
        }
    }

    public static async Task Minutes(Scenario scenario, JsonObject step)
    {
        var (customer, id) = scenario.Assignments[step["minutes"]!.GetValue<string>()];
        var answer = await scenario.Api.Must("GET", $"/api/customers/{scenario.Customer(customer)}"
            + $"/free-minutes?at={Uri.EscapeDataString(step["at"]!.GetValue<string>())}");
        var rows = answer is JsonObject page ? page["items"]!.AsArray() : answer!.AsArray();
        var row = rows.SingleOrDefault(minutes => minutes!["assignmentId"]!.GetValue<string>() == id).ShouldNotBeNull();
        Values.Decimal(row["remainingSeconds"]).ShouldBe(Values.Decimal(step["remaining"]));
        Values.Decimal(row["grantedSeconds"])
            .ShouldBe(Values.Decimal(row["usedSeconds"]) + Values.Decimal(row["remainingSeconds"]));
    }
}
