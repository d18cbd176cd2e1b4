using System.Globalization;
using System.Text.Json.Nodes;
using PackageBilling.Harness;

namespace PackageBilling.Host.Tests;

/// <summary>Three nodes that schedule together, on a clock that the test moves across the change
/// to summer time.</summary>
public sealed class ScheduledNodesTests
{
    [Fact]
    public async Task each_date_is_run_once_by_whichever_node_across_a_change_of_the_clock_and_a_node_that_goes()
    {
        // In Berlin 02:30 is skipped on 30 March.
        var clock = new ManualTime(At("2025-03-28T00:00:00Z"));
        var database = await TestPostgres.NewDatabase();
        var nodes = new List<Node>();
        try
        {
            for (var n = 0; n < 3; n++)
                nodes.Add(await TestHost.Start(
                    new NodeSettings { Clock = clock }, database,
                    ("Scheduler:Enabled", "true"), ("Scheduler:RunAt", "02:30")));
            using var api = new Api(nodes[0].Address, TestHost.AdminKey);
            await api.Must("POST", "/api/packages",
                new { packageId = "p", name = "p", retail = "2", cost = "1", frequency = "daily" });
            foreach (var (customerId, timeZone) in new[] { ("berlin", "Europe/Berlin"), ("york", "America/New_York") })
            {
                await api.Must("POST", "/api/customers", new { customerId, name = customerId, timeZone });
                await api.Must("POST", $"/api/customers/{customerId}/packages",
                    new { packageId = "p", startDate = "2025-03-28", billPast = false });
            }
            await clock.Until(
                async () => (await Zones(api)).All(zone => zone!["nextDate"] is not null), "the schedule has begun");
            clock.AdvanceTo(At("2025-03-29T12:00:00Z"));
            await LastDate(api, clock, "Europe/Berlin", "2025-03-29");
            await LastDate(api, clock, "America/New_York", "2025-03-29");

            // The moment after the gap is 03:00 of summer time, and 01:00 of the world's.
            clock.AdvanceTo(At("2025-03-30T00:59:00Z"));
            (await Zones(api)).Single(zone => zone!["timeZone"]!.GetValue<string>() == "Europe/Berlin")!["lastDate"]!
                .GetValue<string>().ShouldBe("2025-03-29");
            clock.AdvanceTo(At("2025-03-30T01:01:00Z"));
            await LastDate(api, clock, "Europe/Berlin", "2025-03-30");
            await nodes[2].DisposeAsync();
            nodes.RemoveAt(2);
            clock.AdvanceTo(At("2025-04-02T12:00:00Z"));
            await LastDate(api, clock, "Europe/Berlin", "2025-04-02");
            await LastDate(api, clock, "America/New_York", "2025-04-02");
            (await Charged(api, "berlin"))
                .ShouldBe(["2025-03-28", "2025-03-29", "2025-03-30", "2025-03-31", "2025-04-01", "2025-04-02"]);
            (await Charged(api, "york"))
                .ShouldBe(["2025-03-28", "2025-03-29", "2025-03-30", "2025-03-31", "2025-04-01", "2025-04-02"]);
            var runs = (await api.Must("GET", "/api/charge-runs?limit=500"))!["items"]!.AsArray();
            runs.ShouldAllBe(run => run!["status"]!.GetValue<string>() == "completed"
                && run["kind"]!.GetValue<string>() == "scheduled");
        }
        finally
        {
            foreach (var node in nodes) await node.DisposeAsync();
        }
    }

    private static async Task LastDate(Api api, ManualTime clock, string zone, string date) => await clock.Until(
        async () => (await Zones(api))
            .Any(one => one!["timeZone"]!.GetValue<string>() == zone && one["lastDate"]?.GetValue<string>() == date)
            && (await api.Must("GET", "/api/charge-runs?status=running"))!["items"]!.AsArray().Count == 0,
        $"{zone} is run up to {date}");

    private static async Task<JsonArray> Zones(Api api) =>
        (await api.Must("GET", "/api/schedule"))!["zones"]!.AsArray();

    private static async Task<List<string>> Charged(Api api, string customerId) =>
        [.. (await api.Must("GET", $"/api/customers/{customerId}/charges"))!["items"]!.AsArray()
            .Select(line => line!["date"]!.GetValue<string>()).Order(StringComparer.Ordinal)];

    private static DateTimeOffset At(string instant) => DateTimeOffset.Parse(instant, CultureInfo.InvariantCulture);
}
