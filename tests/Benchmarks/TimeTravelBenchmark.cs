using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using PackageBilling.Harness;
using PackageBilling.Modules.Tests.Billing;
using static PackageBilling.Benchmarks.Output;

namespace PackageBilling.Benchmarks;

/// <summary>
/// What time travel costs: replays of a run from zero and from a checkpoint against the run, simulations of a year ago
/// against those of now over a long log, verification, and a forecast of twelve months.
/// </summary>
internal static class TimeTravelBenchmark
{
    /// <summary>Charged once before, so that the code is not measured cold.</summary>
    private const int WarmUpCustomers = 1_000;
    private const int Rounds = 3;

    private static readonly DateOnly Second = new(2026, 11, 1);

    /// <param name="Seconds">The quickest of its rounds.</param>
    /// <param name="CpuSeconds">Processor time of this process and the database in that round.</param>
    private sealed record Taken(double Seconds, double CpuSeconds);

    public static async Task Run(Options options)
    {
        var (carrier, events) =
            (new Carrier(options.Number("assignments", 100_000)), options.Number("events", 1_000_000));
        await using var node = await Node.Start(await TestPostgres.NewDatabase(durable: true),
            new SetClock(new(Second.AddYears(2), default, TimeSpan.Zero)));
        Say($"loading {carrier.Assignments} assignments");
        await carrier.Load(node, Say);
        await node.Run(Carrier.RunDate.AddMonths(-1), [.. carrier.Customers.Take(WarmUpCustomers)]);
        await Settled(node);

        var (run, first) = await Once(node, () => node.Run(Carrier.RunDate));
        await Settled(node);
        var fromZero = await Replayed(node, first.RunId, fromZero: true);
        Say($"ran {first.Totals.Lines} lines in {run.Seconds} s, replayed from zero in {fromZero.Seconds} s");
        var (checkpoint, _) = await Once(
            node, () => node.Services.GetRequiredService<MakeCheckpoints>().Make(CheckpointLimits.Positions, default));
        var (secondRun, second) = await Once(node, () => node.Run(Second));
        await Settled(node);
        var fromCheckpoint = await Replayed(node, second.RunId, fromZero: false);
        Say($"ran in {secondRun.Seconds} s, replayed from a checkpoint in {fromCheckpoint.Seconds} s");

        var yearAgo = await node.Log.Tail(default);
        await Grow(node, carrier, events);
        await Settled(node);
        await Maintain(node, "VACUUM ANALYZE");
        var (checkpoints, _) = await Once(
            node, () => node.Services.GetRequiredService<MakeCheckpoints>().Make(CheckpointLimits.Positions, default));
        var later = Second.AddMonths(1);
        var now = await Best(node, () => node.Send(new Simulate(later, null)));
        var then = await Best(node, () => node.Send(new Simulate(later, null, new(yearAgo, null))));
        Say($"simulated now in {now.Seconds} s, as of position {yearAgo} in {then.Seconds} s");
        var oldFromCheckpoint = await Replayed(node, second.RunId, fromZero: false);
        var forecast = await Best(node, () => node.Send(new MakeForecast(later, later.AddYears(1).AddDays(-1))));
        Say($"forecast of twelve months in {forecast.Seconds} s");
        var (verify, verified) = await Once(
            node, () => node.Services.GetRequiredService<Verification>().Run(ChainHead.None, null, default));
        if (!verified.Ok) throw new InvalidOperationException(verified.FirstFault!.What);
        Say($"verified {verified.CheckedEvents} events in {verify.Seconds} s");
        Result(new
        {
            Benchmark = "time-travel",
            carrier.Assignments,
            first.Totals.Lines,
            Events = verified.CheckedEvents,
            Run = run,
            ReplayFromZero = fromZero,
            ReplayToRun = Rounded(fromZero.Seconds / run.Seconds),
            SecondRun = secondRun,
            ReplayFromCheckpoint = fromCheckpoint,
            CheckpointReplayToRun = Rounded(fromCheckpoint.Seconds / secondRun.Seconds),
            ReplayFromCheckpointInLongLog = oldFromCheckpoint,
            FirstCheckpoint = checkpoint,
            LaterCheckpoints = checkpoints,
            CheckpointMiB = await node.Services.GetRequiredService<Checkpoints>().Bytes(default) >> 20,
            LogMiB = await node.Count("SELECT pg_total_relation_size('events.mt_events')") >> 20,
            SimulateNow = now,
            SimulateAsOfThen = then,
            ThenToNow = Rounded(then.Seconds / now.Seconds),
            ForecastTwelveMonths = forecast,
            Verify = verify,
            VerifiedEventsPerSecond = Rounded(verified.CheckedEvents / verify.Seconds, 0),
            Cores = Environment.ProcessorCount,
        });
    }

    /// <summary>Payments of all customers, turn by turn, until the log has so many events:
    /// every account moves many times.</summary>
    private static async Task Grow(Node node, Carrier carrier, long events)
    {
        var credits = new Dictionary<string, (decimal Credit, long Version)>(StringComparer.Ordinal);
        foreach (var some in carrier.Customers.Chunk(5_000))
            foreach (var stored in await node.Log.ReadLast([.. some.Select(Streams.Account)], long.MaxValue, default))
                credits[stored.StreamId] = (Account.CreditAfter(stored.Data), stored.Version);
        var count = await node.Count("SELECT count(*) FROM events.mt_events");
        for (var round = 0; count < events; round++)
            foreach (var some in carrier.Customers.Chunk(5_000))
            {
                var payments = some.Select(customer =>
                {
                    var (credit, version) = credits.GetValueOrDefault(Streams.Account(customer));
                    credits[Streams.Account(customer)] = (credit + 1, version + 1);
                    return new BulkEvent(Streams.Account(customer), version, typeof(PaymentReceived),
                        EventJson.Write(new PaymentReceived(customer, Second, 1, $"r{round}", credit + 1)));
                }).ToList();
                await using var connection = await node.Source.OpenConnectionAsync();
                await using var transaction = await connection.BeginTransactionAsync();
                if ((await node.Log.AppendBulk(connection, payments, new(DateTimeOffset.UtcNow, "benchmark"),
                    default)).Conflicts.Count > 0)
                    throw new InvalidOperationException("Somebody else has paid.");
                await transaction.CommitAsync();
                count += payments.Count;
                if (count >= events) break;
            }
        Say($"the log has {count} events");
    }

    private static async Task<Taken> Replayed(Node node, string runId, bool fromZero) => await Best(node, async () =>
    {
        var replay = (await node.Send(new ReplayRuns([runId], fromZero)))[0];
        if (!replay.Equal) throw new InvalidOperationException("The replay differs from the run.");
        if (fromZero != (replay.FoldedFrom == 0))
            throw new InvalidOperationException($"The replay was folded from {replay.FoldedFrom}.");
        return replay;
    });

    private static async Task<Taken> Best<T>(Node node, Func<Task<T>> work)
    {
        var best = new Taken(double.MaxValue, 0);
        for (var round = 0; round < Rounds; round++)
            if ((await Once(node, work)).Taken is var taken && taken.Seconds < best.Seconds) best = taken;
        return best;
    }

    private static async Task<(Taken Taken, T Result)> Once<T>(Node node, Func<Task<T>> work)
    {
        var cpu = await CpuWatch.Start(node.Source);
        var clock = Stopwatch.StartNew();
        var result = await work();
        return (new(Rounded(clock.Elapsed.TotalSeconds), Rounded(cpu.ProcessSeconds + cpu.DatabaseSeconds)), result);
    }

    private static async Task Settled(Node node)
    {
        while (await node.Count("""
            SELECT count(*) FROM (SELECT least((SELECT min(last_seq_id) FROM events.mt_event_progression),
                (SELECT max(last_position) FROM audit.blocks)) AS p) s
            WHERE p >= (SELECT max(seq_id) FROM events.mt_events)
            """) == 0) await Task.Delay(100);
    }

    private static async Task Maintain(Node node, string sql)
    {
        await using var connection = new NpgsqlConnection(node.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync();
    }
}
