using Microsoft.Extensions.DependencyInjection;
using PackageBilling.Modules.Tests.Reference;
using PackageBilling.Subscriptions;

namespace PackageBilling.Modules.Tests.Billing.Restatements;

/// <summary>
/// Histories with DIDs, calls, free minutes and minimum spend, in which lines are taken back, dates are run again and
/// calls and changes come late: what a restatement shows is what it posts, once, and then nothing is open.
/// </summary>
public sealed class TangledHistories
{
    private static readonly int Stories = Environment.GetEnvironmentVariable("PACKAGEBILLING_LONG") == "1" ? 60 : 10;

    [Fact]
    public async Task what_was_taken_back_run_again_and_known_late_is_put_right_once_and_leaves_nothing_open()
    {
        await using var node = await Node.Start(clock: new StoryClock());
        var corrected = new List<ChargeKind>();
        foreach (var seed in Enumerable.Range(80_001, Stories))
        {
            var story = new Reference.Story(node, seed);
            await story.Live(16);
            // All these dates have come everywhere by now.
            StoryClock.Now = null;
            var (customers, from, to) = (story.Customers, story.Today.AddDays(-25), story.Today.AddDays(15));
            await TakeBack(node, customers, every: 3);
            for (var date = from; date <= to; date = date.AddDays(1)) await node.Run(date, customers);
            await TakeBack(node, customers, every: 5);
            await ComeLate(node, customers, from, seed);

            var shown = await node.Send(new Restate(from, to, customers));
            var posted = await node.Send(new Restate(from, to, customers, false, "put right"));
            posted.Lines.Select(Bare).ShouldBe(shown.Lines.Select(Bare), $"seed {seed}");
            corrected.AddRange(shown.Lines.Select(line => line.Of));
            shown.Lines.ShouldAllBe(line => line.FirstEvent != null, $"seed {seed}");
            (await node.Send(new Restate(from, to, customers))).Lines.ShouldBeEmpty($"seed {seed}");
            foreach (var customer in customers)
            {
                (await Unbilled(node, from, to, customer)).Where(line => line.Reason == LateCalls.Reason)
                    .ShouldBeEmpty($"seed {seed}");
                (await node.Send(new GetAccount(customer))).Credit.ShouldBe(
                    (await node.Log.ReadStream(Streams.Account(customer), CancellationToken.None))
                        .SelectMany(StatementEntry.Of).Sum(entry => entry.Amount), $"seed {seed}");
            }
        }
        foreach (var kind in (ChargeKind[])[ChargeKind.Setup, ChargeKind.Recurring, ChargeKind.MinimumSpend])
            corrected.ShouldContain(kind);
        var verified = await node.Services.GetRequiredService<Verification>()
            .Run(ChainHead.None, null, CancellationToken.None);
        (verified.Ok, verified.FirstFault).ShouldBe((true, null));
    }

    private static RestatementLineView Bare(RestatementLineView line) => line with { FirstEvent = null };

    /// <summary>Takes back some of the lines that stand.</summary>
    private static async Task TakeBack(Node node, IReadOnlyList<string> customers, int every)
    {
        foreach (var customer in customers)
        {
            var account = (await node.Log.ReadStream(Streams.Account(customer), CancellationToken.None))
                .Select(stored => stored.Data).ToList();
            var reversed = account.OfType<LineReversed>().Select(fact => fact.Line.Id).ToHashSet();
            var standing = account.OfType<ChargesPosted>().SelectMany(charges => charges.Lines).Select(line => line.Id)
                .Where(id => !reversed.Contains(id)).ToList();
            foreach (var (number, chargeId) in standing.Index())
                if (number % every == 0)
                    await node.Send(new ReverseLine(chargeId, "billed in error", ChargeAgain: number % 2 == 0));
        }
    }

    /// <summary>Calls and quantities of the past that nobody knew of.</summary>
    private static async Task ComeLate(Node node, IReadOnlyList<string> customers, DateOnly from, int seed)
    {
        await node.Record([.. customers.SelectMany((customer, n) => Enumerable.Range(0, 4).Select(call => (object)new
        {
            callId = $"late-{seed}-{n}-{call}", customerId = customer, destination = "447700900123",
            startedAt = $"{from.AddDays(5 * call):yyyy-MM-dd}T12:00:00Z", billedSeconds = 90, amount = $"{1 + n}.5",
        }))]);
        foreach (var customer in customers)
            foreach (var assignment in (await node.Send(new ListAssignments(
                customer, from.AddDays(20), new(500, null)))).Items.Where((_, number) => number % 2 == 0))
                await node.Send(
                    new ChangeAssignment(customer, assignment.AssignmentId, new(3, null, assignment.StartDate)));
    }

    private static async Task<IReadOnlyList<ReportLine>> Unbilled(
        Node node, DateOnly from, DateOnly to, string customer)
    {
        await using var scope = node.Services.CreateAsyncScope();
        return (await scope.ServiceProvider.GetRequiredService<GetUnbilled>().Page(
            Dates.Text(from), Dates.Text(to), customer, PageRequest.Read("500", null), CancellationToken.None)).Items;
    }
}
