using System.Globalization;
using PackageBilling.Harness;

namespace PackageBilling.Host.Tests;

/// <summary>
/// Two hosts share runs, and at any instant of a run either of them is killed, the one that was asked for it as well as
/// the other: the run completes with the lines of an undisturbed one.
/// </summary>
public sealed class KilledNodesTests(UndisturbedRuns quiet)
{
    private static readonly int Kills = Environment.GetEnvironmentVariable("PACKAGEBILLING_LONG") == "1" ? 50 : 3;

    // Enough for two nodes to share a run.
    private const int Customers = 11_000;
    private static readonly DateOnly First = UndisturbedRuns.First;

    [Fact]
    public async Task a_run_whose_nodes_are_killed_at_random_is_completed_and_nothing_is_lost_or_posted_twice()
    {
        var seed = Environment.TickCount;
        var random = new Random(seed);
        var database = await TestPostgres.NewDatabase();
        HostProcess[] hosts = [await HostProcess.Start(database), await HostProcess.Start(database)];
        try
        {
            using (var api = new Api(hosts[0].Address, hosts[0].AdminKey)) await DailyCarrier.Import(api, Customers);
            for (var kill = 0; kill < Kills; kill++)
            {
                var what = string.Create(CultureInfo.InvariantCulture, $"kill {kill}, seed {seed}");
                var date = First.AddDays(kill);
                var undisturbed = (await quiet.Of(Customers, date)).Report;
                await Eventually.True(
                    async () => await Alive(hosts[0]) >= 2, $"both nodes are there, {what}", TimeSpan.FromMinutes(1));
                string runId;
                using (var api = new Api(hosts[0].Address, hosts[0].AdminKey))
                    runId = (await api.Must("POST", "/api/charge-runs", new { date }))!["runId"]!.GetValue<string>();
                await Task.Delay(random.Next(4_000));
                var victim = random.Next(2);
                await hosts[victim].Kill();
                using (var left = new Api(hosts[1 - victim].Address, hosts[0].AdminKey))
                {
                    await Eventually.True(
                        async () => (await left.Call("GET", $"/api/charge-runs/{runId}"))
                            .Body?["status"]?.GetValue<string>() == "completed",
                        $"the run completes without the node that was killed, {what}", TimeSpan.FromMinutes(2));
                    (await DailyCarrier.ReportOf(left, runId)).ShouldBe(undisturbed, what);
                }
                await hosts[victim].DisposeAsync();
                hosts[victim] = await HostProcess.Start(database);
            }
            using var last = new Api(hosts[0].Address, hosts[0].AdminKey);
            (await last.Must("POST", "/api/audit/verify", new { }))!["ok"]!.GetValue<bool>().ShouldBeTrue();
        }
        finally
        {
            foreach (var host in hosts) await host.DisposeAsync();
        }
    }

    private static async Task<int> Alive(HostProcess host)
    {
        using var api = new Api(host.Address, host.AdminKey);
        var nodes = (await api.Must("GET", "/api/nodes"))!["items"]!.AsArray();
        return nodes.Count(node => node!["isAlive"]!.GetValue<bool>());
    }
}
