using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using PackageBilling.Catalog;
using PackageBilling.Harness;
using PackageBilling.Modules.Tests.Billing;
using PackageBilling.Subscriptions;
using static PackageBilling.Benchmarks.Output;

namespace PackageBilling.Benchmarks;

/// <summary>
/// Lists, searches and reports over a large carrier after a run, each with the time it takes and the plans that the
/// database made for it. The plans are of the product's own statements, as the server logs them.
/// </summary>
internal static class BigDataBenchmark
{
    private const int Times = 5;

    public static async Task Run(Options options)
    {
        var carrier = new Carrier(options.Number("assignments", 1_000_000));
        var database = await TestPostgres.NewDatabase(durable: true);
        string runId;
        await using (var loading = await Node.Start(database))
        {
            await carrier.Load(loading, Say);
            runId = (await loading.Run(Carrier.RunDate)).RunId;
            await Carrier.WaitForAll(loading);
            await using var connection = new NpgsqlConnection(database);
            await connection.OpenAsync();
            await using var maintain = new NpgsqlCommand("VACUUM ANALYZE", connection) { CommandTimeout = 0 };
            await maintain.ExecuteNonQueryAsync();
        }
        var log = Path.Combine(Path.GetDirectoryName(await Setting(database, "data_directory"))!, "server.log");
        var explained = new NpgsqlConnectionStringBuilder(database)
        {
            Options = "-c session_preload_libraries=auto_explain -c auto_explain.log_min_duration=0 -c "
                + "auto_explain.log_analyze=on -c auto_explain.log_buffers=on -c auto_explain.log_timing=off",
        }.ConnectionString;
        var customer = carrier.Customers[carrier.Customers.Count / 2];
        var first = new PageRequest(50, null);
        (string Name, Func<Node, Task> Ask)[] questions =
        [
            ("customers, first page", node => node.Send(new ListCustomers(null, first))),
            ("customers, page in the middle",
                node => node.Send(new ListCustomers(null, first with { After = customer }))),
            ("customers, search for one id", node => node.Send(new ListCustomers(customer, first))),
            ("customers, search for what many have", node => node.Send(new ListCustomers("Customer 1", first))),
            ("customers, search for what nobody has", node => node.Send(new ListCustomers("nobody has this", first))),
            ("packages", node => node.Send(new ListPackages(null, false, null, first))),
            ("packages of a customer", node => node.Send(new ListAssignments(customer, null, first))),
            ("account", node => node.Send(new GetAccount(customer))),
            ("charge runs", node => node.Send(new ListChargeRuns(null, null, null, first))),
            ("lines of a run, first page", node => node.Services.GetRequiredService<RunLines>()
                .Page(runId, Carrier.RunDate, null, null, first, default)),
            ("lines of a run, of one customer", node => node.Services.GetRequiredService<RunLines>()
                .Page(runId, Carrier.RunDate, null, customer, first, default)),
        ];
        var answers = new List<object>();
        await using (var plain = await Node.Start(database))
        await using (var planned = await Node.Start(explained))
            foreach (var (name, ask) in questions)
            {
                var milliseconds = await Median(() => ask(plain));
                var from = new FileInfo(log).Length;
                await ask(planned);
                var plans = Plans(log, from);
                Say($"{name}: {milliseconds:0.0} ms");
                foreach (var line in plans) Say("    " + line);
                answers.Add(new { Question = name, Milliseconds = Rounded(milliseconds, 1), Plans = plans });
            }
        Result(new { Benchmark = "big-data", carrier.Assignments,
            Customers = carrier.Customers.Count, Answers = answers });
    }

    private static async Task<double> Median(Func<Task> ask)
    {
        await ask();
        var taken = new List<double>();
        for (var n = 0; n < Times; n++)
        {
            var clock = Stopwatch.StartNew();
            await ask();
            taken.Add(clock.Elapsed.TotalMilliseconds);
        }
        taken.Sort();
        return taken[Times / 2];
    }

    // How rows were found: the lines of a plan that read a table, with what they read.
    // Followers of the log are at work too; theirs are left out.
    private static List<string> Plans(string log, long from)
    {
        using var file = new FileStream(log, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        file.Position = from;
        using var reader = new StreamReader(file);
        return [.. reader.ReadToEnd().Split('\n')
            .Where(line => line.Contains("Scan", StringComparison.Ordinal)
                && line.Contains("actual", StringComparison.Ordinal)
                && !line.Contains("progression", StringComparison.Ordinal)
                && !line.Contains("marks", StringComparison.Ordinal))
            .Select(line => line.Trim().TrimStart('-', '>', ' ')).Distinct(StringComparer.Ordinal)];
    }

    private static async Task<string> Setting(string database, string name)
    {
        await using var connection = new NpgsqlConnection(database);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand($"SHOW {name}", connection);
        return (string)(await command.ExecuteScalarAsync())!;
    }
}
