using System.Globalization;
using PackageBilling.Harness;

namespace PackageBilling.Host.Tests;

/// <summary>A period is being closed when its host dies: the next host closes the rest, numbers have no gaps, and no
/// line is on two invoices or on none (I23).</summary>
public sealed class KilledClosingTests
{
    // Several shares, each of several transactions.
    private const int Customers = 6_000;
    private static readonly int Kills = Environment.GetEnvironmentVariable("PACKAGEBILLING_LONG") == "1" ? 20 : 3;
    private static readonly DateOnly First = new(2026, 2, 1);

    [Fact]
    public async Task a_closing_goes_on_on_the_next_host_and_issues_each_invoice_once()
    {
        var seed = Environment.TickCount;
        var random = new Random(seed);
        var database = await TestPostgres.NewDatabase();
        var host = await HostProcess.Start(database);
        try
        {
            await DailyCarrier.Import(new Api(host.Address, host.AdminKey), Customers, autoDecrement: false);
            var invoices = 0;
            for (var kill = 0; kill < Kills; kill++)
            {
                var what = string.Create(CultureInfo.InvariantCulture, $"kill {kill}, seed {seed}");
                using var first = new Api(host.Address, host.AdminKey);
                var date = First.AddDays(kill);
                await first.Must("POST", "/api/charge-runs", new { date }, null, ("Prefer", "wait=120"));
                var shown = await first.Must("POST", "/api/invoices/close", new { through = date });
                shown!["invoices"]!.GetValue<int>().ShouldBe(Customers, what);

                var asked = await first.Must("POST", "/api/invoices/close", new { through = date, simulate = false },
                    null, ("Prefer", "wait=0"));
                var closing = $"/api/invoices/closings/{asked!["closingId"]}";
                // Every other time when some are issued and most are not, else at any instant.
                if (kill % 2 == 0)
                    await Eventually.True(async () => await Issued(database) > invoices, "an invoice is issued");
                else await Task.Delay(TimeSpan.FromSeconds(random.NextDouble()));
                await host.Kill();
                await host.DisposeAsync();
                host = await HostProcess.Start(database);

                using var again = new Api(host.Address, host.AdminKey);
                await Eventually.True(
                    async () => (string)(await again.Must("GET", closing))!["status"]! == "completed",
                    "the closing is complete", TimeSpan.FromMinutes(2));
                var report = (await again.Must("GET", closing))!;
                (report["invoices"]!.GetValue<int>(), report["byCurrency"]!.ToJsonString())
                    .ShouldBe((Customers, shown["byCurrency"]!.ToJsonString()), what);
                (await again.Must("POST", "/api/invoices/close", new { through = date }))!["invoices"]!
                    .GetValue<int>().ShouldBe(0, what);
                invoices += Customers;
            }
            // It checks numbers, sums, and that no line is on two invoices.
            using var last = new Api(host.Address, host.AdminKey);
            (await last.Must("POST", "/api/audit/verify", new { }))!["ok"]!.GetValue<bool>().ShouldBeTrue();
            (await Issued(database)).ShouldBe(invoices);
        }
        finally
        {
            await host.DisposeAsync();
        }
    }

    private static async Task<long> Issued(string database)
    {
        await using var source = NpgsqlDataSource.Create(database);
        await using var command = source.CreateCommand(
            "SELECT count(*) FROM events.mt_events WHERE type = 'invoice_issued'");
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
