using System.Globalization;
using System.Text.Json.Nodes;

namespace PackageBilling.Host.Tests;

/// <summary>One name, <c>knownAt</c>, asks every report for what it said then (domain: "Time travel";
/// api: "Known at").</summary>
[Collection(OneHost.Name)]
public sealed class KnownAtTests(TestHost host)
{
    private const int Steps = 16;

    private static readonly int Stories = Environment.GetEnvironmentVariable("PACKAGEBILLING_LONG") == "1" ? 200 : 4;

    private const string Dates = "from=2025-01-14&to=2025-02-16";

    private static string[] Reads(string customerId) =>
    [
        $"/api/customers/{customerId}/account?", $"/api/customers/{customerId}/statement?limit=500",
        $"/api/customers/{customerId}/statement?from=2025-02-01&limit=500",
        $"/api/customers/{customerId}/charges?limit=500",
        $"/api/customers/{customerId}/packages?on=2025-02-15&limit=500",
        $"/api/customers/{customerId}/free-minutes?at=2025-02-20T12:00:00Z",
        $"/api/customers/{customerId}/calls?limit=500", $"/api/customers/{customerId}/calls.csv?",
        $"/api/unbilled?{Dates}&customerId={customerId}&limit=500",
        $"/api/unbilled.csv?{Dates}&customerId={customerId}", $"/api/unbilled.ndjson?{Dates}&customerId={customerId}",
        $"/api/export/charges.csv?customerId={customerId}", $"/api/export/charges.ndjson?customerId={customerId}",
        "/api/export/charges.csv?from=2025-01-15&to=2025-02-01",
        $"/api/export/statements.csv?customerId={customerId}", $"/api/export/statements.ndjson?customerId={customerId}",
        "/api/export/statements.csv?from=2025-01-15",
    ];

    private static (string Path, Func<JsonNode?, JsonObject> Body)[] Questions(string customerId) =>
    [
        ("/api/simulations", knownAt => Simulation(customerId, "2025-02-15", knownAt)),
        ("/api/simulations/compare", knownAt => new() { ["left"] = Simulation(customerId, "2025-02-01", knownAt),
            ["right"] = Simulation(customerId, "2025-02-15", knownAt) }),
        ("/api/forecasts", knownAt => new()
        {
            ["from"] = "2025-01-15", ["to"] = "2025-03-15", ["groupBy"] = "package",
            ["customerIds"] = new JsonArray(customerId), ["knownAt"] = knownAt?.DeepClone(),
        }),
    ];

    [Fact]
    public async Task every_report_at_an_old_position_equals_the_report_that_was_given_then()
    {
        var seen = new List<(string What, long Position, Func<long, Task<string>> Again, string Was)>();
        for (var number = 1; number <= Stories; number++)
        {
            var story = new KnownAtStory(host.Api, $"known-{number}-{Guid.NewGuid():N}"[..20], 70_000 + number);
            await story.Begin();
            for (var step = 0; step < Steps; step++)
            {
                await story.Step();
                if (step % 2 == 1) await See(story.CustomerId);
            }
            story.Done.ShouldBeGreaterThan(Steps / 2);
        }
        foreach (var (what, position, again, was) in seen)
            (await again(position)).ShouldBe(was, $"{what} at {position}");
        // Otherwise nothing would have been asked.
        seen.Select(one => one.Was).Distinct().Count().ShouldBeGreaterThan(seen.Count / 3);

        async Task See(string customerId)
        {
            // What follows the log by itself adds events of its own, which no report shows.
            await host.Events();
            var position = (await host.Api.Must(
                "POST", "/api/simulations", Simulation(customerId, "2025-02-01", null)))!["position"]!.GetValue<long>();
            foreach (var path in Reads(customerId))
                seen.Add((path, position,
                    async at => await Text(path + (at == 0 ? "" : $"&knownAt={at}")), await Text(path)));
            foreach (var (path, body) in Questions(customerId))
                seen.Add(($"{path} of {customerId}", position, at => Answer(path, body(at)),
                    await Answer(path, body(null))));
        }
    }

    [Fact]
    public async Task the_newest_position_is_what_is_known_now_as_a_number_as_text_and_as_the_older_form()
    {
        var story = new KnownAtStory(host.Api, $"known-{Guid.NewGuid():N}"[..20], 1);
        await story.Begin();
        await host.Events();
        var position = (await host.Api.Must("POST", "/api/simulations",
            Simulation(story.CustomerId, "2025-02-01", null)))!["position"]!.GetValue<long>();
        var now = await Answer("/api/simulations", Simulation(story.CustomerId, "2025-02-01", null));
        foreach (var knownAt in (JsonNode[])[position, position.ToString(CultureInfo.InvariantCulture)])
            (await Answer("/api/simulations", Simulation(story.CustomerId, "2025-02-01", knownAt))).ShouldBe(now);
        var older = Simulation(story.CustomerId, "2025-02-01", null);
        older["asKnownAt"] = new JsonObject { ["position"] = position };
        (await Answer("/api/simulations", older)).ShouldBe(now);
        foreach (var path in (string[])["account?", "charges?", "packages?"])
            (await Text($"/api/customers/{story.CustomerId}/{path}at={position}"))
                .ShouldBe(await Text($"/api/customers/{story.CustomerId}/{path}knownAt={position}"));
    }

    [Fact]
    public async Task an_instant_means_what_was_known_by_then()
    {
        var customerId = $"known-{Guid.NewGuid():N}"[..20];
        await host.Api.Must("POST", "/api/customers", new { customerId, name = "Instant" });
        await host.Api.Must("POST", $"/api/customers/{customerId}/payments", new { amount = "10", reference = "r" });
        (await host.Api.Call(
            "GET", $"/api/customers/{customerId}/statement?knownAt=2020-01-01T00:00:00Z")).Code.ShouldBe(404);
        var far = await host.Api.Call("GET", $"/api/customers/{customerId}/statement?knownAt=2999-01-01T00:00:00Z");
        (far.Code, far.Fields.ShouldHaveSingleItem()).ShouldBe((422, "knownAt"));
        far.Text.ShouldContain("must not be in the future");
    }

    [Fact]
    public async Task a_position_that_the_log_has_not_reached_is_refused_by_every_report()
    {
        var samples = await Samples.Make(host.Api);
        var reports = (await Operation.All(host.Api))
            .Where(operation => operation.Parameters("query").Contains("knownAt")).ToList();
        reports.Count.ShouldBeGreaterThanOrEqualTo(14);
        foreach (var report in reports)
        {
            var answer = await host.Api.Call("GET", $"{samples.Path(report)}?knownAt=999999999999");
            (answer.Code, answer.Fields.ShouldHaveSingleItem()).ShouldBe((422, "knownAt"), report.Id);
            answer.Text.ShouldContain("must be a position that the log has reached", customMessage: report.Id);
        }
        foreach (var (path, body) in Questions("x"))
            (await host.Api.Call("POST", path, body(-1))).Code.ShouldBe(400, path);
    }

    [Fact]
    public async Task both_names_at_once_are_refused_and_the_older_one_is_described_as_deprecated()
    {
        var samples = await Samples.Make(host.Api);
        var older = (await Operation.All(host.Api)).SelectMany(operation => operation.Document["parameters"]?.AsArray()
            ?? [], (operation, parameter) => (operation, parameter))
            .Where(one => one.parameter!["deprecated"]?.GetValue<bool>() == true).ToList();
        older.Select(one => $"{one.operation.Id} {one.parameter!["name"]}").Order(StringComparer.Ordinal)
            .ShouldBe(["GetAccount at", "ListAssignments at", "ListCharges at"]);
        foreach (var (operation, _) in older)
        {
            var answer = await host.Api.Call("GET", $"{samples.Path(operation)}?at=1&knownAt=1");
            (answer.Code, answer.Fields.ShouldHaveSingleItem()).ShouldBe((400, "at"));
        }
    }

    private static JsonObject Simulation(string customerId, string date, JsonNode? knownAt) =>
        new() { ["date"] = date, ["customerIds"] = new JsonArray(customerId), ["knownAt"] = knownAt?.DeepClone() };

    private async Task<string> Text(string path)
    {
        var answer = await host.Api.Call("GET", path);
        answer.Code.ShouldBe(200, $"{path} was answered {answer.Text}");
        return answer.Text;
    }

    // A token is for posting what is known now, and positions are those that were asked for.
    private async Task<string> Answer(string path, JsonObject body)
    {
        var answer = (await host.Api.Must("POST", path, body))!.AsObject();
        foreach (var field in (string[])["previewToken", "simulationId"]) answer.Remove(field);
        return answer.ToJsonString();
    }
}
