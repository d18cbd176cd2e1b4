using System.Globalization;
using PackageBilling.Harness;
using PackageBilling.Modules.Tests.Billing;
using PackageBilling.Subscriptions;
using static PackageBilling.Benchmarks.Output;

namespace PackageBilling.Benchmarks;

/// <summary>
/// The log alone, with production's durability: single appends by one writer and by eight, how long until the book has
/// what was appended, and the log read from its beginning. Beside them stands what PostgreSQL takes of single rows,
/// one commit each.
/// </summary>
internal static class LogBenchmark
{
    private const int Writers = 8;

    private static readonly EventMetadata Metadata =
        new(new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero), "benchmark", "to be measured", "request", "command");

    private static int _customers;

    public static async Task Run(Options options)
    {
        var (events, rounds) = (options.Number("events", 2_000), options.Number("rounds", 3));
        await using var node = await Node.Start(await TestPostgres.NewDatabase(durable: true));
        const string Raw = "CREATE TABLE bench_raw (LIKE events.mt_events INCLUDING ALL)";
        await using (var table = node.Source.CreateCommand(Raw))
            await table.ExecuteNonQueryAsync();
        var found = new List<SortedDictionary<string, double>>();
        for (var round = 0; round <= rounds; round++)
        {
            // The first round warms up.
            var figures = await Measure(node, round == 0 ? Math.Min(200, events) : events);
            if (round > 0) found.Add(figures);
            Say(string.Join(", ", figures.Select(one =>
                string.Create(CultureInfo.InvariantCulture, $"{one.Key} {one.Value:0.##}"))));
        }
        Result(new
        {
            benchmark = "log", events, rounds,
            median = found[0].Keys.ToDictionary(key => key, key => Rounded(Median([.. found.Select(one => one[key])]))),
        });
    }

    private static async Task<SortedDictionary<string, double>> Measure(Node node, int events)
    {
        var raw = events / await Seconds(events, 1, () => InsertRow(node));
        var one = events / await Seconds(events, 1, () => Append(node));
        var eight = events / await Seconds(events, Writers, () => Append(node));
        var lags = new List<double>();
        var subscriptions = (ISubscriptions)node.Services.GetService(typeof(ISubscriptions))!;
        for (var n = 0; n < 100; n++)
        {
            var position = await Append(node);
            lags.Add(1000 * await Seconds(1, 1, () =>
                subscriptions.WaitFor(BookProjection.ProjectionName, position, TimeSpan.FromMinutes(1), default)));
        }
        var through = await node.Log.SafePosition(default);
        var read = 0L;
        var seconds = await Seconds(
            1, 1, async () => read = await node.Log.ReadAll(0, through, null, default).CountAsync());
        return new()
        {
            ["appendsPerSecond"] = one, ["appendsPerSecondBy8"] = eight,
            ["rawInsertsPerSecond"] = raw, ["appendToRawInsert"] = one / raw,
            ["lagMs"] = Median(lags), ["readEventsPerSecond"] = read / seconds,
        };
    }

    private static async Task<long> Append(Node node)
    {
        var id = string.Create(CultureInfo.InvariantCulture, $"new-{Interlocked.Increment(ref _customers):00000000}");
        var append = new StreamAppend(
            PackageBilling.Subscriptions.Customer.Stream(id), 0, [new CustomerRegistered(id, "New", "USD", "UTC", 0)]);
        return (await node.Log.Append([append], Metadata, null, default))[0];
    }

    private static async Task InsertRow(Node node)
    {
        var n = Interlocked.Increment(ref _customers);
        await using var command = node.Source.CreateCommand("""
            INSERT INTO bench_raw (seq_id, id, stream_id, version, data, type)
            VALUES ($1, gen_random_uuid(), $2, 1, '{"a":1}', 'raw')
            """);
        command.Parameters.Add(new() { Value = (long)n });
        command.Parameters.Add(new() { Value = string.Create(CultureInfo.InvariantCulture, $"raw-{n:00000000}") });
        await command.ExecuteNonQueryAsync();
    }

    private static async Task<double> Seconds(int times, int writers, Func<Task> work)
    {
        var watch = System.Diagnostics.Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, writers).Select(_ => Task.Run(async () =>
        {
            for (var n = 0; n < times / writers; n++) await work();
        })));
        return watch.Elapsed.TotalSeconds;
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
