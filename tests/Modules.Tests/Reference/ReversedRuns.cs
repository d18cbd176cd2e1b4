using Microsoft.Extensions.DependencyInjection;
using PackageBilling.Modules.Tests.Billing;

namespace PackageBilling.Modules.Tests.Reference;

/// <summary>I21 over random histories: a reversal lasts unless asked otherwise.</summary>
public sealed class ReversedRuns
{
    private static readonly int Stories = Environment.GetEnvironmentVariable("PACKAGEBILLING_LONG") == "1" ? 60 : 6;

    [Fact]
    public async Task a_reversed_run_that_is_run_again_posts_nothing_and_leaves_nothing_unbilled()
    {
        var reversed = 0;
        await Tell(async (node, customers, date, runs) =>
        {
            var before = await Charged(node, customers);
            foreach (var run in runs)
                reversed += (await node.Send(new ReverseRun(run, Simulate: false, "a mistake"))).Totals.Lines;
            var again = await node.Run(date, customers);
            again.Totals.Lines.ShouldBe(0);
            (await node.Lines(again)).Where(line => line.Outcome == LineOutcome.AlreadyCharged)
                .ShouldAllBe(line => line.Reason == "reversed");
            (await Charged(node, customers)).ShouldBe(before);
            foreach (var run in runs) (await node.Send(new ReverseRun(run))).Totals.Lines.ShouldBe(0);
            foreach (var customer in customers) (await Unbilled(node, date, customer)).ShouldBeEmpty();
        });
        reversed.ShouldBeGreaterThan(Stories);
    }

    [Fact]
    public async Task a_run_reversed_to_be_charged_again_is_charged_once_more_with_what_is_due_then()
    {
        var charged = 0;
        await Tell(async (node, customers, date, runs) =>
        {
            foreach (var run in runs)
                await node.Send(new ReverseRun(run, Simulate: false, "a mistake", ChargeAgain: true));
            var open = (await node.Send(new Simulate(date, customers))).Lines
                .Where(line => line.Outcome == LineOutcome.Charged).ToList();
            var again = (await node.Lines(await node.Run(date, customers)))
                .Where(line => line.Outcome == LineOutcome.Charged).ToList();
            again.Select(Bare).ShouldBe(open.Select(Bare));
            charged += again.Count;
            (await node.Run(date, customers)).Totals.Lines.ShouldBe(0);
        });
        charged.ShouldBeGreaterThan(Stories);
    }

    /// <summary>Tells random histories; each of their dates is run once more,
    /// and then all its runs are told of.</summary>
    private static async Task Tell(Func<Node, IReadOnlyList<string>, DateOnly, IReadOnlyList<string>, Task> holds)
    {
        await using var node = await Node.Start(clock: new StoryClock());
        foreach (var seed in Enumerable.Range(90_001, Stories))
        {
            var story = new Story(node, seed);
            await story.Live(14);
            // All dates have come everywhere by now.
            StoryClock.Now = null;
            foreach (var runs in story.Runs.GroupBy(run => run.Date))
            {
                var rest = await node.Run(runs.Key, story.Customers);
                await holds(node, story.Customers, runs.Key, [.. runs.Select(run => run.RunId), rest.RunId]);
            }
        }
        var verified = await node.Services.GetRequiredService<Verification>()
            .Run(ChainHead.None, null, CancellationToken.None);
        (verified.Ok, verified.FirstFault).ShouldBe((true, null));
    }

    private static (string Assignment, ChargeKind Kind, decimal Retail) Bare(ReportLine line) =>
        (line.AssignmentId, line.Kind, line.Retail);

    private static async Task<int> Charged(Node node, IReadOnlyList<string> customers)
    {
        var lines = 0;
        foreach (var customer in customers)
            lines += (await node.Log.ReadStream(Streams.Account(customer), CancellationToken.None))
                .Select(stored => stored.Data).OfType<ChargesPosted>().Sum(charges => charges.Lines.Count);
        return lines;
    }

    private static async Task<IReadOnlyList<ReportLine>> Unbilled(Node node, DateOnly date, string customer)
    {
        await using var scope = node.Services.CreateAsyncScope();
        return (await scope.ServiceProvider.GetRequiredService<GetUnbilled>().Page(
            Dates.Text(date), Dates.Text(date), customer, PageRequest.Read("500", null), CancellationToken.None)).Items;
    }
}
