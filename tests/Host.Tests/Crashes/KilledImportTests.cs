using System.Diagnostics;
using System.Globalization;
using System.Text;
using PackageBilling.Harness;
using PackageBilling.Host.Tests.Imports;

namespace PackageBilling.Host.Tests;

/// <summary>Imports whose host dies at any instant leave all of a file or nothing, and can be sent again.</summary>
public sealed class KilledImportTests
{
    private const int Customers = 12_000;
    private static readonly int Kills = Environment.GetEnvironmentVariable("PACKAGEBILLING_LONG") == "1" ? 30 : 4;

    [Fact]
    public async Task a_host_killed_while_it_imports_leaves_all_of_a_file_or_nothing_and_sending_it_again_completes_it()
    {
        var seed = Environment.TickCount;
        var random = new Random(seed);
        var took = await Undisturbed();
        var database = await TestPostgres.NewDatabase();
        for (var kill = 0; kill < Kills; kill++)
        {
            var what = string.Create(CultureInfo.InvariantCulture, $"kill {kill}, seed {seed}");
            await using (var host = await HostProcess.Start(database))
            {
                using var api = new Api(host.Address, host.AdminKey);
                var import = api.Import(File(kill));
                await Task.WhenAny(import, Task.Delay(took * random.NextDouble()));
                await host.Kill();
                await Task.WhenAny(import);
            }
            (await Events(database) % Customers).ShouldBe(0, what);
        }

        await using var last = await HostProcess.Start(database);
        using var again = new Api(last.Address, last.AdminKey);
        for (var kill = 0; kill < Kills; kill++)
        {
            var answer = await again.Import(File(kill));
            answer.Body.Counts("customers").ShouldBeOneOf([$"{Customers} read, {Customers} added, 0 known, 0 rejected",
                $"{Customers} read, 0 added, {Customers} known, 0 rejected"]);
        }
        (await Events(database)).ShouldBe(Kills * (long)Customers);
    }

    private static async Task<TimeSpan> Undisturbed()
    {
        await using var host = await HostProcess.Start(await TestPostgres.NewDatabase());
        using var api = new Api(host.Address, host.AdminKey);
        var watch = Stopwatch.StartNew();
        (await api.Import(File(0))).Body.Counts("customers")
            .ShouldBe($"{Customers} read, {Customers} added, 0 known, 0 rejected");
        return watch.Elapsed;
    }

    private static Dictionary<string, byte[]> File(int number)
    {
        var csv = new StringBuilder("customerId,name\n");
        for (var n = 0; n < Customers; n++) csv.Append(CultureInfo.InvariantCulture, $"c{number}-{n},Customer {n}\n");
        return new() { ["customers"] = Encoding.UTF8.GetBytes(csv.ToString()) };
    }

    private static async Task<long> Events(string database)
    {
        await using var source = NpgsqlDataSource.Create(database);
        await using var command = source.CreateCommand(
            "SELECT count(*) FROM events.mt_events WHERE type = 'customer_registered'");
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
