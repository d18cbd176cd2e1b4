using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using PackageBilling.Catalog;
using PackageBilling.Harness;
using PackageBilling.Modules.Tests.Billing;
using PackageBilling.Subscriptions;
using static PackageBilling.Benchmarks.Output;

namespace PackageBilling.Benchmarks;

/// <summary>
/// Calls of a carrier, in bodies of 500,000 lines as its switch would send them, from the first byte to the last
/// commit, on a PostgreSQL with production's durability; against raw COPY of as many event rows, and the last body
/// against the first.
/// </summary>
internal static class UsageBenchmark
{
    private const int CallsPerBody = 500_000, Prefixes = 1_000;

    /// <summary>Recorded before, so that the code is not measured cold.</summary>
    private const int WarmUp = 250_000;

    public static async Task Run(Options options)
    {
        var (calls, customers) = (options.Number("calls", 1_000_000), options.Number("customers", 2_000));
        var randomIds = options.Number("random-ids", 0) != 0;
        var isMapped = options.Number("mapped", 0) != 0;
        await using var node = await Node.Start(await TestPostgres.NewDatabase(durable: true));
        Say($"registering {customers} customers with free minutes to {Prefixes} prefixes");
        await Register(node, customers);
        await RawCopy.Measure(node.Source, WarmUp, RawCopy.Lean);
        var rawBefore = await RawCopy.Measure(node.Source, Math.Min(calls, 1_000_000), RawCopy.Lean);
        Say($"raw COPY before: {rawBefore.RowsPerSecond:0} rows/s");
        await Record(node, Body(0, WarmUp, customers, randomIds));

        var rates = new List<double>();
        var costs = new List<double>();
        var (allocated, paused) = (GC.GetTotalAllocatedBytes(), GC.GetTotalPauseDuration());
        var (process, database, peak, baseline) = (0.0, 0.0, 0.0, 0.0);
        for (var from = WarmUp; from < WarmUp + calls; from += CallsPerBody)
        {
            var count = Math.Min(CallsPerBody, WarmUp + calls - from);
            await using var body =
                isMapped ? await Exported(from, count, customers) : await Spooled(from, count, customers, randomIds);
            var (memory, cpu) = (new MemoryWatch(), await CpuWatch.Start(node.Source));
            await using (memory)
            {
                var (seconds, _) = await Timed(() => isMapped
                    ? Imported(node, body) : node.Send(new RecordUsage(CallFormat.Lines, body.Hash, body)));
                rates.Add(count / seconds);
            }
            (process, database) = (process + cpu.ProcessSeconds, database + cpu.DatabaseSeconds);
            costs.Add((cpu.ProcessSeconds + cpu.DatabaseSeconds) / count * 1e6);
            if (memory.PeakMiB > peak) (peak, baseline) = (memory.PeakMiB, memory.BaselineMiB);
            Say($"{from + count - WarmUp} calls: {rates[^1]:0} calls/s");
        }
        var (lag, _) = await Timed(async () =>
        {
            await node.Services.GetRequiredService<ISubscriptions>().WaitFor(
                BookProjection.ProjectionName, await node.Log.SafePosition(default), TimeSpan.FromMinutes(30), default);
            return 0;
        });
        var rawAfter = await RawCopy.Measure(node.Source, Math.Min(calls, 1_000_000), RawCopy.Lean);
        var raw = (rawBefore.RowsPerSecond + rawAfter.RowsPerSecond) / 2;
        Say($"raw COPY after: {rawAfter.RowsPerSecond:0} rows/s");
        var average =
            calls / rates.Select((rate, i) => Math.Min(CallsPerBody, calls - (i * CallsPerBody)) / rate).Sum();
        Result(new
        {
            Benchmark = "usage",
            Calls = calls,
            Customers = customers,
            RandomIds = randomIds,
            Mapped = isMapped,
            Events = await Count(node, "SELECT count(*) FROM events.mt_events WHERE type = 'calls_rated'"),
            CallsPerSecond = Rounded(average, 0),
            FirstBodyCallsPerSecond = Rounded(rates[0], 0),
            LastBodyCallsPerSecond = Rounded(rates[^1], 0),
            // Of the COPYs before and after, since whatever else the machine does slows both.
            RawCopyRowsPerSecond = Rounded(raw, 0),
            RawCopyRuns = new[] { Rounded(rawBefore.RowsPerSecond, 0), Rounded(rawAfter.RowsPerSecond, 0) },
            CallsToRawCopy = Rounded(average / raw),
            // What it costs says more than the clock where others use the machine too.
            MicrosecondsPerCall = Rounded((process + database) / calls * 1e6),
            FirstBodyMicrosecondsPerCall = Rounded(costs[0]),
            LastBodyMicrosecondsPerCall = Rounded(costs[^1]),
            AllocatedBytesPerCall = Rounded((GC.GetTotalAllocatedBytes() - allocated) / (double)calls, 0),
            PausedForMemorySeconds = Rounded((GC.GetTotalPauseDuration() - paused).TotalSeconds),
            OfTheDatabase = Rounded(database / calls * 1e6),
            RawCopyMicrosecondsPerRow = Rounded((rawBefore.Process + rawBefore.Database) / rawBefore.Rows * 1e6),
            PeakMiB = peak,
            BaselineMiB = baseline,
            ProjectionLagSeconds = Rounded(lag),
            BytesPerCall = await Count(node, "SELECT sum(pg_column_size(data))::bigint FROM events.mt_events "
                + "WHERE type = 'calls_rated'") / (calls + WarmUp),
            FreeSeconds = await FreeSeconds(node, customers),
        });
    }

    /// <summary>What the switch waits for when it asks before a call, and what of that is this process's own.</summary>
    private static async Task<object> FreeSeconds(Node node, int customers)
    {
        const int asked = 2_000;
        for (var n = 0; n < asked / 4; n++)
            await node.Send(new GetFreeSeconds(CustomerId(n % customers), "447700900123", null));
        var (times, cpu) = (new List<double>(), await CpuWatch.Start(node.Source));
        for (var n = 0; n < asked; n++)
            times.Add((await Timed(() => node.Send(
                new GetFreeSeconds(CustomerId(n % customers), "447700900123", null)))).Seconds * 1_000);
        var (process, database) = (cpu.ProcessSeconds, cpu.DatabaseSeconds);
        times.Sort();
        return new
        {
            MedianMilliseconds = Rounded(times[asked / 2]), Milliseconds99 = Rounded(times[asked * 99 / 100]),
            HostMilliseconds = Rounded(process / asked * 1_000),
            DatabaseMilliseconds = Rounded(database / asked * 1_000),
        };
    }

    private static async Task Register(Node node, int customers)
    {
        var prefixes = JsonSerializer.SerializeToElement(
            Enumerable.Range(0, Prefixes).Select(n => $"{44 + (n % 5)}{n}"));
        string[] packages = [await Define("prefixes", prefixes), await Define("everywhere", null)];
        await ImportBenchmark.Import(node, "customers", File("customerId,name,timeZone",
            n => [$"{CustomerId(n)},Customer,{(n % 3 == 0 ? "Europe/London" : "UTC")}"]), ImportMode.Rows);
        await ImportBenchmark.Import(node, "assignments", File(
            "assignmentId,customerId,packageId,quantity,startDate,freeMinutes", n => packages.Select((
                package, i) => $"{CustomerId(n)}-{i},{CustomerId(n)},{package},1,2025-01-01,10000")), ImportMode.Rows);

        MemoryStream File(string header, Func<int, IEnumerable<string>> rows) =>
            new(Encoding.UTF8.GetBytes(
                string.Join('\n', Enumerable.Range(0, customers).SelectMany(rows).Prepend(header))));

        async Task<string> Define(string name, JsonElement? destinations) => (await node.Send(new DefinePackage
        {
            Name = name, Type = "freeMinutes", Retail = 0, Cost = 0, Frequency = "monthly",
            FrequencyMatch = JsonSerializer.SerializeToElement(new[] { 1 }), Destinations = destinations,
        })).PackageId;
    }

    private static async Task<SpooledBody> Spooled(int from, int count, int customers, bool randomIds) =>
        await SpooledBody.Read(Body(from, count, customers, randomIds), default);

    /// <summary>The same through a mapping, for an answer of the same kind.</summary>
    private static async Task<UsageTaken> Imported(Node node, SpooledBody body)
    {
        var mapping = new CallOptions("Europe/Madrid").In(CallMappings.OfPreset("freeswitch"));
        var imported = await node.Send(new ImportUsage("freeswitch", body.Hash, new(body.Open(), mapping)));
        if (imported.RejectedCount > 0 || imported.SkippedCount > 0)
            throw new InvalidOperationException(
                $"{imported.SkippedCount} rows were skipped, {imported.RejectedCount} rejected: "
                    + (imported.Rejected is [var first, ..] ? first.Error : ""));
        return new(imported.Accepted, imported.Duplicates, 0, [], null, imported.ImportId);
    }

    private static async Task Record(Node node, Stream calls)
    {
        await using var body = await SpooledBody.Read(calls, default);
        var taken = await node.Send(new RecordUsage(CallFormat.Lines, body.Hash, body));
        if (taken.RejectedCount > 0)
            throw new InvalidOperationException(
                $"{taken.RejectedCount} calls were rejected: {taken.Rejected[0].Error}");
    }

    /// <summary>Calls in the order of time, as a switch's day has them;
    /// every customer's are spread over all of it.</summary>
    private static MemoryStream Body(int from, int count, int customers, bool randomIds)
    {
        var (text, random, day) =
            (new StringBuilder(count * 200), new Random(from), new DateTime(2025, 1, 3, 0, 0, 0, DateTimeKind.Utc));
        for (var n = from; n < from + count; n++)
        {
            var customer = random.Next(customers);
            var id = randomIds ? RandomId(random) : $"switch7-{n:000000000000}";
            var startedAt = day.AddMilliseconds(n * 40L);
            text.Append(CultureInfo.InvariantCulture,
                $"{{\"callId\":\"{id}\",\"customerId\":\"{CustomerId(customer)}\","
                + $"\"did\":\"120255{customer:0000}{random.Next(5)}\","
                + $"\"destination\":\"+4477{random.Next(100_000_000):00000000}\","
                + $"\"startedAt\":\"{startedAt:yyyy-MM-dd'T'HH:mm:ss.fff'Z'}\","
                + $"\"billedSeconds\":{random.Next(600)},"
                + $"\"amount\":\"{random.Next(1_000_000) / 1_000_000m}\"}}\n");
        }
        return new(Encoding.UTF8.GetBytes(text.ToString()));
    }

    /// <summary>The same calls as FreeSWITCH writes them: CSV without a header, in local time.</summary>
    private static async Task<SpooledBody> Exported(int from, int count, int customers)
    {
        var (text, random, day) = (new StringBuilder(count * 200), new Random(from), new DateTime(2025, 1, 3, 0, 0, 0));
        for (var n = from; n < from + count; n++)
        {
            var customer = random.Next(customers);
            var (start, seconds) = (day.AddMilliseconds(n * 40L), 1 + random.Next(600));
            text.Append(CultureInfo.InvariantCulture,
                $"\"Caller\",\"120255{customer:0000}{random.Next(5)}\",\"+4477{random.Next(100_000_000):00000000}\","
                + $"\"default\",\"{start:yyyy-MM-dd HH:mm:ss}\",\"{start:yyyy-MM-dd HH:mm:ss}\","
                + $"\"{start.AddSeconds(seconds):yyyy-MM-dd HH:mm:ss}\",\"{seconds}\",\"{seconds}\","
                + $"\"NORMAL_CLEARING\",\"switch7-{n:000000000000}\",\"\",\"{CustomerId(customer)}\","
                + $"\"PCMA\",\"PCMA\"\n");
        }
        return await SpooledBody.Read(new MemoryStream(Encoding.UTF8.GetBytes(text.ToString())), default);
    }

    private static string RandomId(Random random) => new Guid(
        random.Next(), (short)random.Next(), (short)random.Next(),
        BitConverter.GetBytes(random.NextInt64())).ToString();

    private static string CustomerId(int n) => string.Create(CultureInfo.InvariantCulture, $"c-{n:000000}");

    private static async Task<long> Count(Node node, string sql)
    {
        await using var command = node.Source.CreateCommand(sql);
        return (long)(await command.ExecuteScalarAsync())!;
    }

    private static async Task<(double Seconds, T Answer)> Timed<T>(Func<Task<T>> work)
    {
        var started = System.Diagnostics.Stopwatch.GetTimestamp();
        var answer = await work();
        return (System.Diagnostics.Stopwatch.GetElapsedTime(started).TotalSeconds, answer);
    }
}
