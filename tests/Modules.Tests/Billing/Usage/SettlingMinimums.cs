using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using PackageBilling.Catalog;
using PackageBilling.Subscriptions;
using static PackageBilling.Modules.Tests.Billing.Usage.Callers;

namespace PackageBilling.Modules.Tests.Billing.Usage;

/// <summary>Minimum spend over random assignments and runs (I10).</summary>
public sealed class SettlingMinimums
{
    [Fact]
    public async Task minimum_spend_is_settled_exactly_once_per_interval_with_and_without_calls()
    {
        await using var node = await Node.Start();
        for (var seed = 0; seed < 12; seed++)
        {
            var (random, customer) = (new Random(seed), await Customer(node));
            var (start, days) =
                (new DateOnly(2024, 12, 20).AddDays(random.Next(40)), (string[])["[1]", "[1,15]", "[31]", "[30,31]"]);
            var package = await node.Send(new DefinePackage { Name = $"minimum {customer}", Retail = 0, Cost = 0,
                Frequency = "monthly", FrequencyMatch = Json(days[seed % 4]), MinimumSpend = 50 });
            DateOnly? end = seed % 3 == 0 ? start.AddDays(random.Next(90)) : null;
            await node.Send(new AssignPackage(
                customer, new(null, package.PackageId, null, start, end, null, true, null, null, null)));
            if (seed % 2 == 0)
                await node.Record(Enumerable.Range(0, 30)
                    .Select(n => Call($"{customer}-{n}", customer, 60, $"{random.Next(20)}", random.Next(110))));
            // Every date, in no order, some of them twice.
            foreach (var date in Enumerable.Range(0, 125).Select(n => new DateOnly(2025, 1, 1).AddDays(n))
                .Where(date => date.Day is 1 or 15 or 28 or 30 or 31).OrderBy(_ => random.Next())
                .SelectMany(date => random.Next(3) == 0 ? new[] { date, date } : [date]))
                await node.Run(date, customer);

            var calls = await node.CallsOf(customer);
            var lines = await Posted(node, customer);
            var covered = lines.SelectMany(line => Enumerable.Range(line.IntervalFrom!.Value.DayNumber,
                line.IntervalTo!.Value.DayNumber - line.IntervalFrom.Value.DayNumber)).ToList();
            covered.Distinct().Count().ShouldBe(covered.Count, $"seed {seed}: no day is settled twice");
            foreach (var line in lines)
            {
                var spend = calls.Where(call => call.LocalDate >= line.IntervalFrom && call.LocalDate < line.IntervalTo)
                    .Sum(call => call.Charged);
                (line.Spend, line.Retail).ShouldBe((spend, 50 - spend), $"seed {seed}");
            }
            if (calls.Count > 0) continue;
            // Without calls every interval leaves a line, so together they cover the assignment's life without a gap.
            for (var i = 1; i < lines.Count; i++)
                lines[i].IntervalFrom.ShouldBe(lines[i - 1].IntervalTo, $"seed {seed}");
            lines[0].IntervalFrom!.Value.ShouldBeLessThanOrEqualTo(start);
            if (end is not null) lines[^1].IntervalTo!.Value.ShouldBeGreaterThan(end.Value);
        }
    }

    [Fact]
    public async Task a_minimum_that_was_reached_is_shown_with_what_was_spent_by_a_simulation_and_by_the_run()
    {
        await using var node = await Node.Start();
        var customer = await Customer(node);
        var package = await node.Send(new DefinePackage { Name = $"minimum {customer}", Retail = 0, Cost = 0,
            Frequency = "monthly", FrequencyMatch = Json("[1]"), MinimumSpend = 5 });
        await node.Send(new AssignPackage(
            customer, new("reached", package.PackageId, null, new(2025, 1, 1), null, null, true, null, null, null)));
        await node.Send(new AssignPackage(
            customer, new("twice", package.PackageId, 2, new(2025, 1, 1), null, null, true, null, null, null)));
        await node.Record([Call($"{customer}-1", customer, 60, "7", 0)]);
        var simulated = (await node.Send(new Simulate(new DateOnly(2025, 2, 1), [customer]))).Lines;
        var lines = await node.Lines(await node.Run(new(2025, 2, 1), customer));
        lines.Select(line => line with { ChargeId = null })
            .ShouldBe(simulated.Select(line => line with { ChargeId = null }));
        lines.Where(line => line.Kind == ChargeKind.MinimumSpend)
            .Select(line => (line.AssignmentId, line.Outcome, line.Retail, line.Spend))
            .ShouldBe([("reached", LineOutcome.Skipped, 0m, 7m), ("twice", LineOutcome.Charged, 3m, 7m)]);
    }

    private static async Task<List<ReportLine>> Posted(Node node, string customer) =>
        [.. (await node.Log.ReadStream(Streams.Account(customer), CancellationToken.None))
            .Select(stored => stored.Data).OfType<ChargesPosted>()
            .SelectMany(posted => posted.Lines.Select(line => ReportLine.Of(posted, line)))
            .OrderBy(line => line.IntervalTo)];
}
