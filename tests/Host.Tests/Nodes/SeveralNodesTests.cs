using System.Text.Json.Nodes;
using Npgsql;
using PackageBilling.Billing;
using PackageBilling.Harness;

namespace PackageBilling.Host.Tests;

/// <summary>Three real hosts on one database: a run is spread over them, and one of them dies in the middle of it.</summary>
public sealed class SeveralNodesTests
{
    private const int Customers = 10_500;

    private static readonly string[] Names = ["anna", "berta", "clara"];

    [Fact]
    public async Task a_run_is_spread_over_the_nodes_and_completes_when_one_is_killed()
    {
        string undisturbed;
        var date = new DateOnly(2026, 3, 1);
        await using (var alone = await TestHost.Start(await TestPostgres.NewDatabase(), ("Nodes:Share", "false")))
        {
            using var quiet = new Api(alone.Address, TestHost.AdminKey);
            await DailyCarrier.Import(quiet, Customers);
            undisturbed = await DailyCarrier.Report(quiet, date);
        }

        var database = await TestPostgres.NewDatabase();
        await using var source = NpgsqlDataSource.Create(database);
        var hosts = await Task.WhenAll(Names.Select(name => HostProcess.Start(database, new Dictionary<string, string> { ["Nodes__Name"] = name })));
        try
        {
            using var first = new Api(hosts[0].Address, hosts[0].AdminKey);
            await DailyCarrier.Import(first, Customers);
            await Eventually.True(async () => (await Nodes(first)).Count(node => node!["isAlive"]!.GetValue<bool>()) == 3, "all three are there");

            // The gate holds every part back until it is known who does what.
            var asked = await first.Must("POST", "/api/charge-runs", new { date });
            var runId = asked!["runId"]!.GetValue<string>();
            int victim;
            await using (await RunGate.Close(source, runId, CancellationToken.None))
            {
                List<string> doing = [];
                await Eventually.True(async () =>
                {
                    doing = [.. (await Nodes(first)).Where(node => node!["doing"]!.AsArray().Any(work => IsShareOf(work!, runId))).Select(node => node!["nodeId"]!.GetValue<string>())];
                    return doing.Count >= 2;
                }, "two nodes do a share", TimeSpan.FromSeconds(60));
                victim = Array.FindIndex(Names, name => doing[0].StartsWith(name, StringComparison.Ordinal));
                await hosts[victim].Kill();
            }
            using var other = new Api(hosts[(victim + 1) % 3].Address, hosts[0].AdminKey);
            await Eventually.True(async () => (await Run(other, runId))["status"]!.GetValue<string>() != "running", "the run ends", TimeSpan.FromMinutes(3));
            var run = await Run(other, runId);
            run["status"]!.GetValue<string>().ShouldBe("completed", run.ToJsonString());
            (await DailyCarrier.ReportOf(other, runId)).ShouldBe(undisturbed);
            await using var posted = source.CreateCommand("SELECT count(*) FROM posting.posted_lines");
            ((long)(await posted.ExecuteScalarAsync())!).ShouldBe(run["totals"]!["lines"]!.GetValue<long>());
            await using var divided = source.CreateCommand("SELECT count(*) FROM events.mt_events WHERE type LIKE '%divided%'");
            ((long)(await divided.ExecuteScalarAsync())!).ShouldBe(1);
            (await other.Must("POST", "/api/audit/verify", new { }))!["ok"]!.GetValue<bool>().ShouldBeTrue();
        }
        finally
        {
            foreach (var host in hosts) await host.DisposeAsync();
        }
    }

    private static bool IsShareOf(JsonNode work, string runId) =>
        work["kind"]!.GetValue<string>() == "run-share" && work["id"]!.GetValue<string>().StartsWith(runId, StringComparison.Ordinal);

    private static async Task<JsonArray> Nodes(Api api) => (await api.Must("GET", "/api/nodes"))!["items"]!.AsArray();

    private static async Task<JsonNode> Run(Api api, string runId) => (await api.Must("GET", $"/api/charge-runs/{runId}"))!;
}
