using System.Globalization;
using Npgsql;
using PackageBilling.Billing;
using PackageBilling.CritterStack;
using PackageBilling.EventStore;
using PackageBilling.Harness;
using PackageBilling.Modules.Tests.Billing;
using PackageBilling.Subscriptions;
using static PackageBilling.Benchmarks.Output;

namespace PackageBilling.Benchmarks;

/// <summary>
/// The default adapter and Marten in turn on one database with production's durability: appending, bulk appending, reading, a charge
/// run, and how long until a projection has what was appended. The median of the rounds is told.
/// </summary>
internal static class AdaptersBenchmark
{
    private const int Writers = 8, BulkSize = 10_000;

    /// <summary>Sundays that are the first of a month: all is due on them.</summary>
    private static readonly DateOnly[] Dates = [new(2026, 3, 1), new(2026, 11, 1), new(2027, 8, 1), new(2028, 10, 1), new(2029, 4, 1), new(2029, 7, 1)];

    private static readonly EventMetadata Metadata = new(new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero), "benchmark", "to be measured", "request", "command");

    private static int _customers;

    public static async Task Run(Options options)
    {
        var (events, rounds) = (options.Number("events", 2_000), Math.Min(options.Number("rounds", 3), Dates.Length / 2));
        var carrier = new Carrier(options.Number("assignments", 100_000));
        var clock = new SetClock(new(Dates[^1].AddDays(1), default, TimeSpan.Zero));
        var database = await TestPostgres.NewDatabase(durable: true);
        await using (var node = await Node.Start(database, clock))
        {
            await CritterStackTables.Upgrade(node.Source, [], default);
            Say($"loading {carrier.Assignments} assignments");
            await carrier.Load(node, Say);
            // Setup is charged once in a life, so no run that is compared has any.
            await node.Run(new DateOnly(2026, 2, 1));
            await Carrier.WaitForAll(node);
            // The database does so by itself within a minute; whoever is measured before it has is measured with other plans.
            await using var analyze = node.Source.CreateCommand("ANALYZE");
            await analyze.ExecuteNonQueryAsync();
        }
        var (tables, marten) = (new List<Figures>(), new List<Figures>());
        for (var round = 0; round <= rounds; round++)
        {
            // The first round warms both up; then who goes first changes.
            var first = await Measure(database, clock, round % 2 == 0, round, round == 0 ? events / 10 : events);
            var second = await Measure(database, clock, round % 2 != 0, round, round == 0 ? events / 10 : events);
            if (round == 0) continue;
            (round % 2 == 0 ? tables : marten).Add(first);
            (round % 2 == 0 ? marten : tables).Add(second);
        }
        Result(new { benchmark = "adapters", assignments = carrier.Assignments, events, rounds, tables = Figures.Median(tables), marten = Figures.Median(marten) });
    }

    private static async Task<Figures> Measure(string database, SetClock clock, bool isTables, int round, int events)
    {
        await using var node = await Node.Start(database, clock, log: services => _ = isTables ? services : services.AddMartenLog());
        await Carrier.WaitForAll(node);
        var figures = new Figures();
        var times = new List<double>();
        var (seconds, _) = await Timed(async () =>
        {
            for (var n = 0; n < events; n++) times.Add((await Timed(() => Append(node))).Seconds * 1000);
            return 0;
        });
        figures["appendsPerSecond"] = events / seconds;
        figures["appendMedianMs"] = Percentile(times, 0.5);
        figures["append99thMs"] = Percentile(times, 0.99);
        (seconds, _) = await Timed(async () =>
        {
            await Task.WhenAll(Enumerable.Range(0, Writers).Select(_ => Task.Run(async () =>
            {
                for (var n = 0; n < events / Writers * 2; n++) await Append(node);
            })));
            return 0;
        });
        figures["appendsPerSecondBy8"] = events / Writers * 2 * Writers / seconds;
        (seconds, _) = await Timed(() => AppendBulk(node, 5));
        figures["bulkEventsPerSecond"] = 5 * BulkSize / seconds;
        await Carrier.WaitForAll(node);
        var (readSeconds, read) = await Timed(async () => await node.Log.ReadAll(0, 200_000, null, default).CountAsync());
        figures["readEventsPerSecond"] = read / readSeconds;
        times.Clear();
        var subscriptions = (ISubscriptions)node.Services.GetService(typeof(ISubscriptions))!;
        for (var n = 0; n < Math.Max(50, events / 10); n++)
        {
            var position = await Append(node);
            times.Add((await Timed(async () =>
            {
                await subscriptions.WaitFor(BookProjection.ProjectionName, position, TimeSpan.FromMinutes(1), default);
                return 0;
            })).Seconds * 1000);
        }
        figures["lagMedianMs"] = Percentile(times, 0.5);
        figures["lag99thMs"] = Percentile(times, 0.99);
        if (round > 0)
        {
            // Each runs a date of its own; how many are due is the same on all.
            var date = Dates[((round - 1) * 2) + (isTables == (round % 2 == 0) ? 0 : 1)];
            var (runSeconds, run) = await Timed(() => node.Run(date));
            figures["runLinesPerSecond"] = run.Totals.Lines / runSeconds;
            figures["runLines"] = run.Totals.Lines;
            await Carrier.WaitForAll(node);
        }
        Say($"round {round} {(isTables ? "tables" : "marten")}: {figures}");
        return figures;
    }

    private static async Task<long> Append(Node node)
    {
        var fact = Customer();
        return (await node.Log.Append([new(PackageBilling.Subscriptions.Customer.Stream(fact.CustomerId), PackageBilling.Subscriptions.Customer.StreamType, 0, [fact])],
            Metadata, null, default))[0];
    }

    private static async Task<int> AppendBulk(Node node, int times)
    {
        for (var n = 0; n < times; n++)
        {
            var events = Enumerable.Range(0, BulkSize).Select(_ => Customer()).Select(fact => new BulkEvent(
                PackageBilling.Subscriptions.Customer.Stream(fact.CustomerId), PackageBilling.Subscriptions.Customer.StreamType, 0, fact.GetType(), EventJson.Write(fact))).ToList();
            await using var connection = await node.Source.OpenConnectionAsync();
            await using var transaction = await connection.BeginTransactionAsync();
            await node.Log.AppendBulk(connection, events, Metadata, default);
            await transaction.CommitAsync();
        }
        return times;
    }

    private static CustomerRegistered Customer() =>
        new(string.Create(CultureInfo.InvariantCulture, $"new-{Interlocked.Increment(ref _customers):00000000}"), "Somebody new", "USD", "UTC", 0);

    private static double Percentile(List<double> values, double share) => values.Order().ElementAt((int)(share * (values.Count - 1)));

    private static async Task<(double Seconds, T Result)> Timed<T>(Func<Task<T>> work)
    {
        var watch = System.Diagnostics.Stopwatch.StartNew();
        var result = await work();
        return (watch.Elapsed.TotalSeconds, result);
    }

    private sealed class Figures : SortedDictionary<string, double>
    {
        public static SortedDictionary<string, double> Median(List<Figures> rounds) =>
            new(rounds[0].Keys.ToDictionary(key => key, key => Rounded(Percentile([.. rounds.Select(one => one[key])], 0.5))));

        public override string ToString() => string.Join(", ", this.Select(one => string.Create(CultureInfo.InvariantCulture, $"{one.Key} {one.Value:0.##}")));
    }
}
