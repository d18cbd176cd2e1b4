using System.Net.ServerSentEvents;
using System.Text.Json.Nodes;

namespace PackageBilling.Host.Tests;

/// <summary>How a run is watched, paused, resumed and cancelled over HTTP.</summary>
[Collection(OneHost.Name)]
public sealed class RunProgressTests(TestHost host)
{
    [Fact]
    public async Task a_run_is_watched_to_its_end_by_server_sent_events()
    {
        var customerId = await Customer();
        var run = await host.Api.Must(
            "POST", "/api/charge-runs", new { date = "2025-02-01", customerIds = new[] { customerId } });
        var path = $"/api/charge-runs/{run!["runId"]}/progress";

        using var answer = await host.Api.Open(path, "text/event-stream");
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("text/event-stream");
        var events = new List<SseItem<string>>();
        await foreach (var item in SseParser.Create(await answer.Content.ReadAsStreamAsync()).EnumerateAsync())
            events.Add(item);
        events[^1].EventType.ShouldBe("ended");
        events.SkipLast(1).ShouldAllBe(item => item.EventType == "progress");
        var last = JsonNode.Parse(events[^1].Data)!;
        (last["status"]!.GetValue<string>(), last["done"]!.GetValue<long>(), last["total"]!.GetValue<long>(),
            last["lines"]!.GetValue<long>()).ShouldBe(("completed", 1, 1, 1));
        last["totals"]!["retail"]!.GetValue<string>().ShouldBe("2.00");

        // Who does not take a stream gets the same once.
        var once = await host.Api.Must("GET", path);
        once!.ToJsonString().ShouldBe(last.ToJsonString());
    }

    [Fact]
    public async Task what_has_ended_is_not_paused_and_an_unknown_run_is_not_found()
    {
        var customerId = await Customer();
        var run = await host.Api.Must("POST", "/api/charge-runs",
            new { date = "2025-03-01", customerIds = new[] { customerId } }, null, ("Prefer", "wait=60"));
        foreach (var verb in new[] { "pause", "resume", "cancel" })
        {
            var answer = await host.Api.Call(
                "POST", $"/api/charge-runs/{run!["runId"]}/{verb}", null, ("X-Reason", "test"));
            (answer.Code, answer.Fields.ShouldHaveSingleItem()).ShouldBe((409, "runId"), verb);
            (await host.Api.Call("POST", $"/api/charge-runs/nobody/{verb}", null, ("X-Reason", "test"))).Code
                .ShouldBe(404, verb);
        }
        var silent = await host.Api.Call("POST", $"/api/charge-runs/{run!["runId"]}/cancel");
        (silent.Code, silent.Fields.ShouldHaveSingleItem()).ShouldBe((422, "X-Reason"));
        (await host.Api.Call("GET", "/api/charge-runs/nobody/progress")).Code.ShouldBe(404);
        (await host.Api.Must("GET", "/api/charge-runs?status=paused"))!["items"]!.AsArray().ShouldBeEmpty();
    }

    private async Task<string> Customer()
    {
        var id = $"watched-{Guid.NewGuid():N}";
        await host.Api.Must("POST", "/api/packages", new { packageId = id, name = id, retail = "2", cost = "1",
            frequency = "monthly", frequencyMatch = new[] { 1 } });
        await host.Api.Must("POST", "/api/customers", new { customerId = id, name = id });
        await host.Api.Must("POST", $"/api/customers/{id}/packages", new { packageId = id, startDate = "2025-01-01" });
        return id;
    }
}
