using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using PackageBilling.Harness;
using PackageBilling.Modules.Tests.Billing;
using static PackageBilling.Benchmarks.Output;

namespace PackageBilling.Benchmarks;

/// <summary>
/// One charge run over a carrier, from the command to the completed run, on a PostgreSQL with production's durability,
/// against what that PostgreSQL does at best: raw COPY for the writing, a bare read for the reading.
/// </summary>
internal static class ChargeRunBenchmark
{
    /// <summary>Charged once before, a month earlier, so that neither the code nor the database
    /// is measured cold.</summary>
    private const int WarmUpCustomers = 1_000;

    /// <summary>Sundays that are the first of a month, like the first date: all is due on them.</summary>
    private static readonly DateOnly[] Later = [new(2026, 11, 1), new(2027, 8, 1), new(2028, 10, 1), new(2029, 4, 1)];

    public static async Task Run(Options options)
    {
        var carrier = new Carrier(
            options.Number("assignments", 100_000), negotiates: options.Number("negotiated", 0) == 1);
        await using var node = await Node.Start(await TestPostgres.NewDatabase(durable: true),
            new SetClock(new(Later[^1].AddDays(1), default, TimeSpan.Zero)));
        Say($"loading {carrier.Assignments} assignments");
        await carrier.Load(node, Say);
        await node.Run(Carrier.RunDate.AddMonths(-1), [.. carrier.Customers.Take(WarmUpCustomers)]);
        await Carrier.WaitForAll(node);
        await Maintain(node, "VACUUM ANALYZE");

        await Settled(node);
        // After an import of this size the book is written down at the next quiet moment;
        // it is not what is measured here.
        while (await node.Services.GetRequiredService<MakeCheckpoints>()
            .Make(CheckpointLimits.Positions, default) is null)
            await Task.Delay(100);
        await Settled(node);
        await RawCopy.Measure(node.Source, RunLimits.LinesPerPart * RunLimits.Posters, RawCopy.Event);
        var rawBefore = await RawCopy.Measure(node.Source, carrier.Assignments, RawCopy.Event);
        Say($"raw COPY before: {rawBefore.RowsPerSecond:0} rows/s");

        await AssignmentRead.Measure(node.Source);
        var read = await AssignmentRead.Measure(node.Source);
        // Either the best of four, after one that found code and memory cold: each is short,
        // and a neighbour's work of a second would be in the ratio.
        var (firstSimulateSeconds, simulated) = await Timed(() => node.Send(new Simulate(Carrier.RunDate, null)));
        var simulateSeconds = double.MaxValue;
        for (var again = 0; again < 4; again++)
        {
            simulateSeconds = Math.Min(
                simulateSeconds, (await Timed(() => node.Send(new Simulate(Carrier.RunDate, null)))).Seconds);
            read.Seconds = Math.Min(read.Seconds, (await AssignmentRead.Measure(node.Source)).Seconds);
        }
        Say($"read {read.Rows} rows in {read.Seconds:0.00} s, simulated in {simulateSeconds:0.00} s, the first time in "
            + $"{firstSimulateSeconds:0.00} s");
        var decideSeconds = await Decide(node);
        Say($"decided without a report in {decideSeconds:0.00} s");

        await Maintain(node, "CHECKPOINT");
        Say("running");
        double runSeconds, lagSeconds;
        RunView run;
        var memory = new MemoryWatch();
        var (cpu, allocated, pause) =
            (await CpuWatch.Start(node.Source), GC.GetTotalAllocatedBytes(), GC.GetTotalPauseDuration());
        double processCpu, databaseCpu;
        await using (memory)
        {
            (runSeconds, run) = await Timed(() => node.Run(Carrier.RunDate));
            (processCpu, databaseCpu) = (cpu.ProcessSeconds, cpu.DatabaseSeconds);
            (allocated, pause) = (GC.GetTotalAllocatedBytes() - allocated, GC.GetTotalPauseDuration() - pause);
            (lagSeconds, _) = await Timed(async () =>
            {
                await node.Services.GetRequiredService<ISubscriptions>().WaitFor(
                    BookProjection.ProjectionName, await node.Log.SafePosition(default),
                    TimeSpan.FromMinutes(30), default);
                return 0;
            });
        }
        Say($"ran in {runSeconds:0.00} s");
        if (run.Totals.Lines != simulated.Totals.Lines || run.Totals.Considered != carrier.Assignments)
            throw new InvalidOperationException($"Simulated {simulated.Totals}, ran {run.Totals}.");
        var (settleSeconds, _) = await Timed(() => Settled(node));
        Say($"everything has reacted to the run after {settleSeconds:0.00} s more");
        var rawAfter = await RawCopy.Measure(node.Source, carrier.Assignments, RawCopy.Event);
        Say($"raw COPY after: {rawAfter.RowsPerSecond:0} rows/s");
        var (replaySeconds, replay) = await Timed(() => node.Send(new ReplayRuns([run.RunId], FromZero: true)));
        if (!replay[0].Equal) throw new InvalidOperationException("The replay differs from the run.");
        Say($"replayed from zero in {replaySeconds:0.00} s");

        // Later dates with everything due, between one raw COPY and the next: a month's ordinary run, and whatever else
        // the machine does slows both. A month before them autovacuum has long gone through the tables that the run
        // before filled or changed; here it would begin within a minute, in the middle of the next run.
        var rounds =
            new List<Round> { Round.Of(run.Totals.Lines, runSeconds, processCpu + databaseCpu, rawBefore, rawAfter) };
        foreach (var date in Later.Take(options.Number("rounds", 3) - 1))
        {
            var before = rawAfter;
            await Settled(node);
            await Maintain(
                node, "VACUUM ANALYZE events.mt_events, posting.posted_lines, billing.accounts, credit_watch.accounts");
            await Maintain(node, "CHECKPOINT");
            cpu = await CpuWatch.Start(node.Source);
            var (seconds, later) = await Timed(() => node.Run(date));
            var used = cpu.ProcessSeconds + cpu.DatabaseSeconds;
            await Settled(node);
            rawAfter = await RawCopy.Measure(node.Source, carrier.Assignments, RawCopy.Event);
            rounds.Add(Round.Of(later.Totals.Lines, seconds, used, before, rawAfter));
            Say($"ran {date:yyyy-MM-dd} in {seconds:0.00} s, raw COPY after: {rawAfter.RowsPerSecond:0} rows/s");
        }
        // Of rows that say less than an event, and so are no log: the most that this PostgreSQL takes in.
        var lean = await RawCopy.Measure(node.Source, carrier.Assignments, RawCopy.Lean);
        Say($"raw COPY of lean rows: {lean.RowsPerSecond:0} rows/s");
        var (raw, linesPerSecond) =
            (Math.Max(rawBefore.RowsPerSecond, rawAfter.RowsPerSecond), run.Totals.Lines / runSeconds);
        Result(new
        {
            Benchmark = "charge-run",
            carrier.Assignments,
            Negotiated = options.Number("negotiated", 0) == 1,
            Customers = carrier.Customers.Count,
            run.Totals.Lines,
            RunSeconds = Rounded(runSeconds),
            LinesPerSecond = Rounded(linesPerSecond, 0),
            RawCopyRowsPerSecond = Rounded(raw, 0),
            // Of the first run, with setup and new accounts, to the faster COPY;
            // then of every round to the COPYs around it.
            FirstRunToFastestCopy = Rounded(linesPerSecond / raw),
            LinesToRawCopy = Rounded(rounds.Select(round => round.Ratio).Order().ElementAt(rounds.Count / 2)),
            LeanCopyRowsPerSecond = Rounded(lean.RowsPerSecond, 0),
            LinesToLeanCopy = Rounded(rounds.Select(round => round.Lines / round.Seconds).Order()
                .ElementAt(rounds.Count / 2) / lean.RowsPerSecond),
            Rounds = rounds,
            ReplaySeconds = Rounded(replaySeconds),
            SimulateSeconds = Rounded(simulateSeconds),
            FirstSimulateSeconds = Rounded(firstSimulateSeconds),
            // Beyond the first lines a simulation keeps its lines in a file, so this includes writing them.
            SimulatedLinesSpooled = simulated.SimulationId is not null,
            DecideSeconds = Rounded(decideSeconds),
            ReadSeconds = Rounded(read.Seconds),
            SimulateToRead = Rounded(simulateSeconds / read.Seconds),
            PeakMiB = memory.PeakMiB,
            memory.BaselineMiB,
            memory.PeakHeapMiB,
            PeakOf = "working set of this process, sampled every 20 ms",
            ProjectionLagSeconds = Rounded(lagSeconds),
            // Until nothing reacts any more: credit that ran dry was told of, the log is covered by blocks.
            SettledAfterSeconds = Rounded(settleSeconds),
            PartSize = RunLimits.LinesPerPart,
            Writers = RunLimits.Posters,
            Cores = Environment.ProcessorCount,
            Postgres = await PostgresVersion(node),
            Durable = "fsync and synchronous_commit on",
            // What the run used, to compare on a machine that others use too.
            RunCpuSeconds = new { Process = processCpu, Database = databaseCpu },
            RawCopyCpuSeconds = new { rawBefore.Process, rawBefore.Database },
            AllocatedMiB = allocated >> 20,
            GcPauseSeconds = Rounded(pause.TotalSeconds),
            RawCopyRuns = new[] { Rounded(rawBefore.RowsPerSecond, 0), Rounded(rawAfter.RowsPerSecond, 0) },
        });
    }

    /// <summary>A run between two raw COPYs.</summary>
    /// <param name="Lines">What it posted.</param>
    /// <param name="Seconds">How long it took, to the sealed run.</param>
    /// <param name="Ratio">Its lines a second to the rows a second of the COPYs.</param>
    /// <param name="CpuMicrosPerLine">Processor time of this process and the database, whatever was waited for.</param>
    /// <param name="CpuMicrosPerRawRow">The same of the COPYs.</param>
    private sealed record Round(
        int Lines, double Seconds, double Ratio, double CpuMicrosPerLine, double CpuMicrosPerRawRow)
    {
        public static Round Of(int lines, double seconds, double cpu, RawCopied before, RawCopied after) => new(
            lines, Rounded(seconds), Rounded(lines / seconds / ((before.RowsPerSecond + after.RowsPerSecond) / 2)),
            Rounded(cpu / lines * 1e6, 1),
            Rounded((before.Process + before.Database + after.Process + after.Database) / (before.Rows + after.Rows)
                * 1e6, 1));
    }

    /// <summary>What a simulation costs without the lines of its report: the book read, every line decided,
    /// totals added up.</summary>
    private static async Task<double> Decide(Node node)
    {
        var terms = new RunTerms(Carrier.RunDate, OnRepeat.Skip, null, null, new HashSet<string>());
        var (seconds, _) = await Timed(async () =>
        {
            var totals = new TotalsSum();
            await foreach (var outcome in node.Services.GetRequiredService<BookDecisions>()
                .Of(terms, BookView.Now, _ => { }, default))
                totals.Add(outcome.Totals);
            return totals.Sum();
        });
        return seconds;
    }

    /// <summary>Waits until everything that follows the log has taken all of it in.</summary>
    private static async Task<bool> Settled(Node node)
    {
        while (true)
        {
            await using var command = node.Source.CreateCommand("""
                SELECT least((SELECT min(last_seq_id) FROM events.mt_event_progression),
                    (SELECT max(last_position) FROM audit.blocks))
                    >= (SELECT max(seq_id) FROM events.mt_events)
                """);
            if (await command.ExecuteScalarAsync() is true) return true;
            await Task.Delay(50);
        }
    }

    private static async Task<(double Seconds, T Result)> Timed<T>(Func<Task<T>> work)
    {
        var clock = Stopwatch.StartNew();
        var result = await work();
        return (clock.Elapsed.TotalSeconds, result);
    }

    /// <summary>On a connection without the product's limits on how long a statement may take.</summary>
    private static async Task Maintain(Node node, string sql)
    {
        await using var connection = new NpgsqlConnection(node.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync();
    }

    private static async Task<string> PostgresVersion(Node node)
    {
        await using var command = node.Source.CreateCommand("SHOW server_version");
        return (string)(await command.ExecuteScalarAsync())!;
    }
}
