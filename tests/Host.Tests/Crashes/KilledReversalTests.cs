using System.Diagnostics;
using System.Globalization;
using PackageBilling.Harness;

namespace PackageBilling.Host.Tests;

/// <summary>A run is being reversed when its host dies: asked for again, the rest is reversed, nothing is lost
/// and nothing doubled.</summary>
public sealed class KilledReversalTests
{
    // Three parts of a run, and of its reversal.
    private const int Customers = 11_000;
    private static readonly int Kills = Environment.GetEnvironmentVariable("PACKAGEBILLING_LONG") == "1" ? 20 : 3;
    private static readonly DateOnly First = new(2026, 2, 1);

    [Fact]
    public async Task a_host_killed_while_it_reverses_a_run_reverses_the_rest_when_it_is_asked_again()
    {
        var seed = Environment.TickCount;
        var random = new Random(seed);
        var database = await TestPostgres.NewDatabase();
        var host = await HostProcess.Start(database);
        try
        {
            await DailyCarrier.Import(new Api(host.Address, host.AdminKey), Customers);
            for (var kill = 0; kill < Kills; kill++)
            {
                var what = string.Create(CultureInfo.InvariantCulture, $"kill {kill}, seed {seed}");
                using var first = new Api(host.Address, host.AdminKey);
                var credit = await Credit(first);
                var run = await first.Must(
                    "POST", "/api/charge-runs", new { date = First.AddDays(kill) }, null, ("Prefer", "wait=120"));
                var (path, lines) =
                    ($"/api/charge-runs/{run!["runId"]}/reverse", run["totals"]!["lines"]!.GetValue<int>());
                var watch = Stopwatch.StartNew();
                (await first.Must("POST", path, new { simulate = true }))!["totals"]!["lines"]!
                    .GetValue<int>().ShouldBe(lines, what);
                var took = watch.Elapsed;

                var before = await Reversed(database);
                var reversing = first.Call("POST", path, new { simulate = false, reason = "a mistake" });
                // Every other time when a part is reversed and most are not, else at any instant.
                if (kill % 2 == 0)
                    await Eventually.True(
                        async () => reversing.IsCompleted || await Reversed(database) > before, "a part is reversed");
                else await Task.WhenAny(reversing, Task.Delay(took * random.NextDouble()));
                await host.Kill();
                await Task.WhenAny(reversing);
                await host.DisposeAsync();
                host = await HostProcess.Start(database);

                using var again = new Api(host.Address, host.AdminKey);
                var rest = (await again.Must("POST", path, new { simulate = true }))!["totals"]!["lines"]!
                    .GetValue<int>();
                rest.ShouldBeInRange(0, lines, what);
                var done = await again.Must("POST", path, new { simulate = false, reason = "a mistake" });
                done!["totals"]!["lines"]!.GetValue<int>().ShouldBe(rest, what);
                (await again.Must("POST", path, new { simulate = true }))!["totals"]!["lines"]!
                    .GetValue<int>().ShouldBe(0, what);
                (await Credit(again)).ShouldBe(credit, what);
                var next = await again.Must(
                    "POST", "/api/charge-runs", new { date = First.AddDays(kill) }, null, ("Prefer", "wait=120"));
                next!["totals"]!["lines"]!.GetValue<int>().ShouldBe(0, what);
            }
            using var last = new Api(host.Address, host.AdminKey);
            (await last.Must("POST", "/api/audit/verify", new { }))!["ok"]!.GetValue<bool>().ShouldBeTrue();
        }
        finally
        {
            await host.DisposeAsync();
        }
    }

    private static async Task<long> Reversed(string database)
    {
        await using var source = NpgsqlDataSource.Create(database);
        await using var command = source.CreateCommand(
            "SELECT count(*) FROM events.mt_events WHERE type = 'line_reversed'");
        return (long)(await command.ExecuteScalarAsync())!;
    }

    /// <summary>What all customers have, by what pages of accounts say.</summary>
    private static async Task<decimal> Credit(Api api)
    {
        var sum = 0m;
        for (var after = ""; after is not null;)
        {
            var page = await api.Must(
                "GET", $"/api/accounts?limit=500{(after.Length == 0 ? "" : $"&after={Uri.EscapeDataString(after)}")}");
            sum += page!["items"]!.AsArray().Sum(account => Values.Decimal(account!["credit"]));
            after = page["next"]?.GetValue<string>();
        }
        return sum;
    }
}
