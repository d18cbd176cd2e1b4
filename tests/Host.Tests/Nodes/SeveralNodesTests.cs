using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using PackageBilling.Billing.Events;
using PackageBilling.Billing.Storage.ChargeRuns;
using PackageBilling.Harness;

namespace PackageBilling.Host.Tests;

/// <summary>Three real hosts on one database: a run is spread over them,
/// and one of them dies in the middle of it.</summary>
public sealed class SeveralNodesTests(UndisturbedRuns quiet, ITestOutputHelper output)
{
    private const int Customers = 11_000;

    private static readonly string[] Names = ["anna", "berta", "clara"];

    [Fact]
    public async Task a_run_is_spread_over_the_nodes_and_completes_when_the_one_that_was_asked_is_killed()
    {
        var date = UndisturbedRuns.First;
        var undisturbed = (await quiet.Of(Customers, date)).Report;
        var database = await TestPostgres.NewDatabase();
        await using var source = NpgsqlDataSource.Create(database);
        var hosts = await Task.WhenAll(Names.Select(name => HostProcess.Start(
            database, new Dictionary<string, string> { ["Nodes__Name"] = name })));
        try
        {
            using var first = new Api(hosts[0].Address, hosts[0].AdminKey);
            await DailyCarrier.Import(first, Customers);
            await Eventually.True(async () =>
                (await Nodes(first)).Count(node => node!["isAlive"]!.GetValue<bool>()) == 3, "all three are there");

            // The gate holds every part back, so that the node that was asked dies in the middle of its shares.
            var asked = await first.Must("POST", "/api/charge-runs", new { date });
            var runId = asked!["runId"]!.GetValue<string>();
            using var other = new Api(hosts[1].Address, hosts[0].AdminKey);
            await using (await RunGate.Close(source, runId, CancellationToken.None))
            {
                Dictionary<string, string[]> doing = [];
                await Eventually.True(async () =>
                {
                    doing = await Doing(other, runId);
                    return doing.Keys.Count(name => doing[name].Length > 0) >= 2 && doing[Names[0]].Length > 0;
                }, "the node that was asked and another one have shares", TimeSpan.FromSeconds(60));
                var orphans = doing[Names[0]];
                await hosts[0].Kill();
                var sinceDeath = Stopwatch.StartNew();
                await Eventually.True(async () =>
                {
                    doing = await Doing(other, runId);
                    var taken = Names[1..].SelectMany(name => doing[name]);
                    return orphans.All(taken.Contains) && await IsCarriedOut(source, runId);
                }, "others have taken over its shares and the run itself", TimeSpan.FromSeconds(15));
                var took = sinceDeath.Elapsed.TotalSeconds;
                output.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{orphans.Length} shares and the run were taken over after {took:0.0} s"));
            }
            await Eventually.True(async () => (await Run(other, runId))["status"]!.GetValue<string>() != "running",
                "the run ends", TimeSpan.FromMinutes(3));
            var run = await Run(other, runId);
            run["status"]!.GetValue<string>().ShouldBe("completed", run.ToJsonString());
            (await DailyCarrier.ReportOf(other, runId)).ShouldBe(undisturbed);
            await using var posted = source.CreateCommand("SELECT count(*) FROM posting.posted_lines");
            ((long)(await posted.ExecuteScalarAsync())!).ShouldBe(run["totals"]!["lines"]!.GetValue<long>());
            await using var divided = source.CreateCommand(
                "SELECT count(*) FROM events.mt_events WHERE type LIKE '%divided%'");
            ((long)(await divided.ExecuteScalarAsync())!).ShouldBe(1);
            var verified = (await other.Must("POST", "/api/audit/verify", new { }))!;
            verified["ok"]!.GetValue<bool>().ShouldBeTrue(verified.ToJsonString());
        }
        finally
        {
            foreach (var host in hosts) await host.DisposeAsync();
        }
    }

    /// <summary>Which shares of a run each node has, by the name that it was given.</summary>
    private static async Task<Dictionary<string, string[]>> Doing(Api api, string runId) =>
        (await Nodes(api)).ToDictionary(node => node!["nodeId"]!.GetValue<string>().Split('-')[0], node => (string[])
        [
            .. from work in node!["doing"]!.AsArray()
               where IsShareOf(work, runId)
               select work["id"]!.GetValue<string>(),
        ]);

    /// <summary>Whether some live node holds the lock under which a run is carried out.</summary>
    private static async Task<bool> IsCarriedOut(NpgsqlDataSource source, string runId)
    {
        await using var command = source.CreateCommand("""
            SELECT EXISTS (SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND objsubid = 1 AND granted
                AND ((classid::bigint << 32) | objid::bigint) = hashtextextended($1, 0))
            """);
        command.Parameters.Add(new() { Value = Streams.Run(runId) });
        return (bool)(await command.ExecuteScalarAsync())!;
    }

    private static bool IsShareOf(JsonNode work, string runId) =>
        work["kind"]!.GetValue<string>() == "run-share"
            && work["id"]!.GetValue<string>().StartsWith(runId, StringComparison.Ordinal);

    private static async Task<JsonArray> Nodes(Api api) => (await api.Must("GET", "/api/nodes"))!["items"]!.AsArray();

    private static async Task<JsonNode> Run(Api api, string runId) =>
        (await api.Must("GET", $"/api/charge-runs/{runId}"))!;
}
