using System.Diagnostics;
using PackageBilling.Catalog;
using PackageBilling.Harness;
using PackageBilling.Modules.Tests.Billing;
using static PackageBilling.Benchmarks.Output;

namespace PackageBilling.Benchmarks;

/// <summary>
/// A run by preview beside somebody who writes and reads, and what a late price of every package costs: finding the
/// impact, posting it, and finding that there is nothing more.
/// </summary>
internal static class RestatementBenchmark
{
    public static async Task Run(Options options)
    {
        var carrier = new Carrier(options.Number("assignments", 80_000));
        await using var node = await Node.Start(await TestPostgres.NewDatabase(durable: true),
            new SetClock(new(Carrier.RunDate.AddDays(1), default, TimeSpan.Zero)));
        Say($"loading {carrier.Assignments} assignments");
        await carrier.Load(node, Say);
        await Carrier.WaitForAll(node);
        var (simulateSeconds, simulated) = await Timed(() => node.Send(new Simulate(Carrier.RunDate, null)));
        Say($"simulated {simulated.Totals.Lines} lines in {simulateSeconds:0.00} s");
        if (simulated.PreviewToken is null) throw new InvalidOperationException("Too many lines for a preview.");

        double runSeconds, longestWait;
        using (var stop = new CancellationTokenSource())
        {
            var reads = Task.Run(() => LongestWait(node, carrier.Customers[^1], stop.Token));
            (runSeconds, _) =
                await Timed(() => node.Send(new RunPreview(Carrier.RunDate, null, simulated.PreviewToken)));
            await stop.CancelAsync();
            longestWait = await reads;
        }
        Say($"posted by preview in {runSeconds:0.00} s; a write and the read after it took {longestWait:0.00} s "
            + "at most meanwhile");

        await Dearer(node);
        await Carrier.WaitForAll(node);
        var memory = new MemoryWatch();
        double impactSeconds, applySeconds, againSeconds;
        RestatementView impact;
        await using (memory)
        {
            (impactSeconds, impact) = await Timed(() => node.Send(new Restate(Carrier.RunDate, Carrier.RunDate)));
            Say($"found {impact.Totals.Lines} differences in {impactSeconds:0.00} s");
            (applySeconds, var applied) =
                await Timed(() => node.Send(new Restate(Carrier.RunDate, Carrier.RunDate, null, false)));
            if (applied.Totals.Lines != impact.Totals.Lines)
                throw new InvalidOperationException($"Found {impact.Totals.Lines}, posted {applied.Totals.Lines}.");
            Say($"posted them in {applySeconds:0.00} s");
            (againSeconds, var again) = await Timed(() => node.Send(new Restate(Carrier.RunDate, Carrier.RunDate)));
            if (again.Totals.Lines != 0)
                throw new InvalidOperationException($"{again.Totals.Lines} lines differ after the restatement.");
        }
        Result(new
        {
            Benchmark = "restatement",
            carrier.Assignments,
            Customers = carrier.Customers.Count,
            simulated.Totals.Lines,
            SimulateSeconds = Rounded(simulateSeconds),
            RunByPreviewSeconds = Rounded(runSeconds),
            LongestReadAfterWriteSeconds = Rounded(longestWait),
            ImpactLines = impact.Totals.Lines,
            ImpactSeconds = Rounded(impactSeconds),
            ApplySeconds = Rounded(applySeconds),
            FindNothingMoreSeconds = Rounded(againSeconds),
            memory.PeakMiB,
            memory.BaselineMiB,
            Cores = Environment.ProcessorCount,
        });
    }

    /// <summary>Writes and reads what was written, again and again.</summary>
    private static async Task<double> LongestWait(Node node, string customerId, CancellationToken stop)
    {
        var longest = 0.0;
        for (var n = 0; !stop.IsCancellationRequested; n++)
        {
            var name = $"name {n}";
            var (seconds, _) = await Timed(async () =>
            {
                await node.Send(new PackageBilling.Subscriptions.EditCustomer(customerId, name, null, null));
                try
                {
                    return await node.Send(new GetAccount(customerId));
                }
                catch (NotYetVisibleException)
                {
                    return null;
                }
            });
            longest = Math.Max(longest, seconds);
        }
        return longest;
    }

    /// <summary>Every package costs one more from the run's date on.</summary>
    private static async Task Dearer(Node node)
    {
        var packages = new List<PackageDefined>();
        await foreach (var stored in node.Log.ReadAll(0, long.MaxValue, [typeof(PackageDefined)], default))
            packages.Add((PackageDefined)stored.Data);
        foreach (var package in packages)
            await node.Log.Append([new(Package.Stream(package.PackageId), null,
                [new PackageRevised(package.PackageId, Carrier.RunDate, package.Terms with { Retail =
                    package.Terms.Retail + 1 })])], new(DateTimeOffset.UnixEpoch, "benchmark"), null, default);
    }

    private static async Task<(double Seconds, T Result)> Timed<T>(Func<Task<T>> work)
    {
        var clock = Stopwatch.StartNew();
        var result = await work();
        return (clock.Elapsed.TotalSeconds, result);
    }
}
