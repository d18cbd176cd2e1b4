using System.Diagnostics;
using PackageBilling.Harness;
using PackageBilling.Modules.Tests.Billing;
using PackageBilling.Subscriptions;
using static PackageBilling.Benchmarks.Output;

namespace PackageBilling.Benchmarks;

/// <summary>
/// Whether a run costs more as the log grows old (I15): two carriers of the same size, one after a year of monthly runs
/// and one after ten, in each of which all assignments of the year before ended and others took their place. Both run
/// the same dates, turn by turn, so that whatever else the machine does slows both.
/// </summary>
internal static class GrowthBenchmark
{
    private const int Months = 12;

    private static readonly DateOnly Measured = new(2036, 3, 1);

    private sealed record Taken(double Seconds, double Cpu, int Lines);

    public static async Task Run(Options options)
    {
        var (assignments, years, rounds) =
            (options.Number("assignments", 20_000), options.Number("years", 10), options.Number("rounds", 5));
        await using var young = await Node.Start(
            await TestPostgres.NewDatabase(durable: true), new SetClock(At(Measured.AddYears(2))));
        await using var old = await Node.Start(
            await TestPostgres.NewDatabase(durable: true), new SetClock(At(Measured.AddYears(2))));
        await Live(young, assignments, 1);
        await Live(old, assignments, years);
        await Maintain(young);
        await Maintain(old);
        var (ofYoung, ofOld) = (new List<Taken>(), new List<Taken>());
        for (var round = -1; round < rounds; round++)
        {
            var date = Measured.AddMonths(round);
            // Who comes first changes, and the first round only warms up.
            var firstOld = round % 2 == 0;
            var first = await Measure(firstOld ? old : young, date);
            var second = await Measure(firstOld ? young : old, date);
            if (round < 0) continue;
            ofYoung.Add(firstOld ? second : first);
            ofOld.Add(firstOld ? first : second);
            Say($"{date:yyyy-MM-dd}: {ofYoung[^1].Seconds:0.00} s after a year, "
                + $"{ofOld[^1].Seconds:0.00} s after {years}");
        }
        Result(new
        {
            Benchmark = "growth",
            Assignments = assignments,
            Years = years,
            Rounds = rounds,
            LinesPerRun = ofOld[0].Lines,
            EventsAfterOne = await Count(young, "SELECT count(*) FROM events.mt_events"),
            EventsAfterAll = await Count(old, "SELECT count(*) FROM events.mt_events"),
            PostedLinesAfterAll = await Count(old, "SELECT count(*) FROM posting.posted_lines"),
            EndedAssignments = await Count(old, "SELECT count(*) FROM billing.assignments "
                + "WHERE known_until = 9223372036854775807 AND end_date IS NOT NULL"),
            SecondsAfterOne = Rounded(Median(ofYoung, taken => taken.Seconds)),
            SecondsAfterAll = Rounded(Median(ofOld, taken => taken.Seconds)),
            // Round by round, so that what slows the machine for a while slows both sides of a ratio.
            Growth = Rounded(Median(ofYoung.Zip(ofOld), pair => pair.Second.Seconds / pair.First.Seconds)),
            CpuSecondsAfterOne = Rounded(Median(ofYoung, taken => taken.Cpu)),
            CpuSecondsAfterAll = Rounded(Median(ofOld, taken => taken.Cpu)),
            CpuGrowth = Rounded(Median(ofYoung.Zip(ofOld), pair => pair.Second.Cpu / pair.First.Cpu)),
        });
    }

    private static async Task Live(Node node, int assignments, int years)
    {
        for (var year = 0; year < years; year++)
        {
            await EndAll(node, Measured.AddYears(year - years));
            await new Carrier(assignments, prefix: $"y{year}").Load(node);
            for (var month = 1; month <= Months; month++)
                await node.Run(Measured.AddYears(year - years).AddMonths(month - 2));
            Say($"lived {year + 1} of {years} years");
        }
        await Carrier.WaitForAll(node);
    }

    /// <summary>Whoever is there leaves.</summary>
    private static async Task EndAll(Node node, DateOnly date)
    {
        var leaving = new List<BulkEvent>();
        await using (var command = node.Source.CreateCommand("SELECT assignment_id, customer_id "
            + "FROM billing.assignments WHERE known_until = 9223372036854775807 AND end_date IS NULL"))
        await using (var reader = await command.ExecuteReaderAsync())
            while (await reader.ReadAsync())
                leaving.Add(new(Assignment.Stream(reader.GetString(0)), 1, typeof(AssignmentEnded),
                    EventJson.Write(new AssignmentEnded(
                        reader.GetString(0), reader.GetString(1), date.AddMonths(-1).AddDays(-1)))));
        foreach (var some in leaving.Chunk(5_000))
        {
            await using var connection = await node.Source.OpenConnectionAsync();
            await using var transaction = await connection.BeginTransactionAsync();
            if ((await node.Log.AppendBulk(connection, some, new(At(date), "growth"), default)).Conflicts.Count > 0)
                throw new InvalidOperationException("An assignment was changed by somebody else.");
            await transaction.CommitAsync();
        }
        await Carrier.WaitForAll(node);
    }

    private static async Task<Taken> Measure(Node node, DateOnly date)
    {
        var cpu = await CpuWatch.Start(node.Source);
        var clock = Stopwatch.StartNew();
        var run = await node.Run(date);
        var taken = new Taken(clock.Elapsed.TotalSeconds, cpu.ProcessSeconds + cpu.DatabaseSeconds, run.Totals.Lines);
        // What follows the log is done before the other one is measured.
        await Carrier.WaitForAll(node);
        return taken;
    }

    private static async Task Maintain(Node node)
    {
        await using var connection = new NpgsqlConnection(node.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand("VACUUM ANALYZE", connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync();
    }

    private static async Task<long> Count(Node node, string sql)
    {
        await using var command = node.Source.CreateCommand(sql);
        return (long)(await command.ExecuteScalarAsync())!;
    }

    private static double Median<T>(IEnumerable<T> values, Func<T, double> of)
    {
        var sorted = values.Select(of).Order().ToList();
        return sorted[sorted.Count / 2];
    }

    private static DateTimeOffset At(DateOnly date) => new(date, new TimeOnly(12, 0), TimeSpan.Zero);
}
