using PackageBilling.Auditing;
using PackageBilling.Catalog;
using PackageBilling.Subscriptions;
using static PackageBilling.Modules.Tests.Billing.Usage.Callers;

namespace PackageBilling.Modules.Tests.Billing.Usage;

/// <summary>
/// Random histories of calls, runs, assignments, voids and re-ratings (I9, I17, I24): whatever the order, what is kept
/// beside the log is what the calls that count come to, and no run that was made before replays otherwise.
/// </summary>
public sealed class CorrectionHistories
{
    private static readonly DateOnly First = new(2025, 1, 1), Last = new(2025, 12, 31);
    private static readonly string[] Dids = ["12025550100", "12025550101"];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task what_is_kept_is_what_the_calls_that_count_come_to(int seed)
    {
        await using var node = await Node.Start();
        var random = new Random(seed);
        var customer = await Customer(node, 20, 3);
        var rollover = await node.Send(new DefinePackage { Name = $"rollover {customer}", Type = "freeMinutes",
            Retail = 0, Cost = 0, Frequency = "monthly", FrequencyMatch = Json("[15]"), RolloverMinutes = 5 });
        await node.Send(new AssignPackage(customer, new($"{customer}-rolls", rollover.PackageId, null,
            new(2025, 1, 1), null, null, true, 10, null, null)));
        var minimum = await node.Send(new DefinePackage { Name = $"minimum {customer}", Retail = 0, Cost = 0,
            Frequency = "monthly", FrequencyMatch = Json("[1]"), MinimumSpend = 50 });
        await node.Send(new AssignPackage(customer,
            new(null, minimum.PackageId, null, new(2025, 1, 1), null, null, true, null, null, null)));
        var (imports, runs, calls) = (new List<string>(), new List<string>(), 0);
        for (var step = 0; step < 25; step++)
            switch (random.Next(7))
            {
                case 0 or 1:
                    imports.Add((await node.Record(Enumerable.Range(0, random.Next(1, 40)).Select(_ => Call(
                        $"{customer}-{calls++}", customer, random.Next(0, 400), $"{random.Next(5)}.{random.Next(100)}",
                        random.Next(80), random.Next(24), random.Next(3) == 0 ? Dids[random.Next(2)] : null))))
                        .ImportId!);
                    break;
                case 2 when imports.Count > 0:
                    await Correct(node, CallCorrectionKind.Void,
                        new(null, imports[random.Next(imports.Count)], null, null, null));
                    break;
                case 3 when await node.CallsOf(customer) is { Count: > 0 } counting:
                    await Correct(node, CallCorrectionKind.Void, new(
                        [counting[random.Next(counting.Count)].CallId], null, null, null, null));
                    break;
                case 4:
                    var from = First.AddDays(random.Next(60));
                    await Correct(node, CallCorrectionKind.Rerate,
                        new(null, null, customer, from, from.AddDays(random.Next(40))));
                    break;
                case 5: await Grant(node, customer, random.Next(1, 4)); break;
                case 6: runs.Add((await node.Run(new(2025, random.Next(2, 4), 1), customer)).RunId); break;
            }

        await KeptIsWhatCounts(node, customer);
        await Correct(node, CallCorrectionKind.Rerate, new(null, null, customer, First, Last));
        await KeptIsWhatCounts(node, customer);
        (await Correct(node, CallCorrectionKind.Rerate, new(null, null, customer, First, Last))).Changed.ShouldBe(0);
        if (runs.Count > 0)
            (await node.Send(new ReplayRuns([.. runs.Distinct()]))).ShouldAllBe(replay => replay.Equal);
        await Correct(node, CallCorrectionKind.Void, new(null, null, customer, First, Last));
        (await node.CallsOf(customer)).ShouldBeEmpty();
        (await node.Count("SELECT count(*) FROM (SELECT FROM billing.spend GROUP BY local_date "
            + "HAVING sum(charged) <> 0) s")).ShouldBe(0);
        (await node.Count("SELECT count(*) FROM posting.calls")).ShouldBe(0);
        await KeptIsWhatCounts(node, customer);
    }

    private static async Task KeptIsWhatCounts(Node node, string customer)
    {
        var calls = await node.CallsOf(customer);
        foreach (var month in Enumerable.Range(1, 4))
        {
            var at = new DateTimeOffset(2025, month, 20, 12, 0, 0, TimeSpan.Zero);
            foreach (var window in await node.Send(new GetFreeMinutes(customer, at)))
            {
                window.GrantedSeconds.ShouldBe(window.UsedSeconds + window.RemainingSeconds);
                window.RemainingSeconds.ShouldBeGreaterThanOrEqualTo(0);
            }
        }
        var kept = new Dictionary<(string, DateOnly, bool), long>();
        await using (var command = node.Source.CreateCommand("""
            SELECT DISTINCT ON (assignment_id, window_from, carried_over) assignment_id, window_from, carried_over,
                used_after, sum(seconds) OVER (PARTITION BY assignment_id, window_from, carried_over)::bigint
            FROM billing.window_uses ORDER BY assignment_id, window_from, carried_over, position DESC
            """))
        await using (var row = await command.ExecuteReaderAsync())
            while (await row.ReadAsync())
            {
                row.GetInt64(3).ShouldBe(row.GetInt64(4));
                if (row.GetInt64(3) != 0)
                    kept.Add((row.GetString(0), row.GetFieldValue<DateOnly>(1), row.GetBoolean(2)), row.GetInt64(3));
            }
        calls.SelectMany(call => call.Uses).GroupBy(use => (use.AssignmentId, use.WindowFrom, use.IsCarriedOver))
            .ToDictionary(uses => uses.Key, uses => uses.Sum(use => (long)use.Seconds))
            .ShouldBe(kept, ignoreOrder: true);
        var spend = new Dictionary<(DateOnly, bool), decimal>();
        await using (var command = node.Source.CreateCommand("""
            SELECT local_date, sum(charged), coalesce(sum((SELECT sum(d.value::numeric)
                FROM jsonb_each_text(dids) d)), 0)
            FROM billing.spend GROUP BY local_date
            """))
        await using (var row = await command.ExecuteReaderAsync())
            while (await row.ReadAsync())
            {
                spend[(row.GetFieldValue<DateOnly>(0), false)] = row.GetDecimal(1);
                spend[(row.GetFieldValue<DateOnly>(0), true)] = row.GetDecimal(2);
            }
        foreach (var ((date, ofDids), charged) in spend)
            calls.Where(call => call.LocalDate == date && (!ofDids || call.Did is not null))
                .Sum(call => call.Charged).ShouldBe(charged, $"{date:O}");
    }

    private static Task<CallCorrectionReport> Correct(Node node, CallCorrectionKind kind, CallSelection calls) =>
        node.Send(new CorrectCalls(kind, calls, false, "history"));
}
