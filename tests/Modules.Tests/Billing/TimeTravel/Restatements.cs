using FsCheck;
using FsCheck.Fluent;
using PackageBilling.Billing;
using PackageBilling.Catalog;
using PackageBilling.EventStore;
using PackageBilling.Foundation;
using PackageBilling.Subscriptions;

namespace PackageBilling.Modules.Tests.Billing.TimeTravel;

/// <summary>Late facts are put right by lines that link to what they correct; the originals stay (domain: "Credit", restatement).</summary>
public sealed class Restatements
{
    private static readonly int Histories = Environment.GetEnvironmentVariable("PACKAGEBILLING_LONG") == "1" ? 100 : 5;
    private static readonly DateOnly First = new(2025, 2, 1);
    private static int _stories;

    [Fact]
    public async Task a_late_price_is_restated_once_and_netted_by_the_next()
    {
        await using var node = await Node.Start();
        await Replays.Seat(node);
        var run = await node.Run(First, "acme");
        (await node.Send(new Restate(First, First))).Lines.ShouldBeEmpty();
        await Price(node, 12);

        var impact = (await node.Send(new Restate(First, First))).Lines.ShouldHaveSingleItem();
        (impact.Of, impact.IsGap, impact.StandsRetail, impact.DueRetail, impact.Retail, impact.FirstEvent!.Type).ShouldBe((ChargeKind.Recurring, false, 10m, 12m, 2m, "package_revised"));
        (await Credit(node)).ShouldBe(85);

        var posted = (await node.Send(new Restate(First, First, null, false, "price was late"))).Lines.ShouldHaveSingleItem();
        posted.Corrects.ShouldBe(ChargeIds.Of(impact.AssignmentId, ChargeKind.Recurring, First, 1));
        (await Credit(node)).ShouldBe(83);
        (await node.Send(new Restate(First, First, null, false))).Lines.ShouldBeEmpty();
        (await node.Run(First, "acme")).Totals.Lines.ShouldBe(0);

        await Price(node, 9);
        (await node.Send(new Restate(First, First, null, false))).Lines.ShouldHaveSingleItem().Retail.ShouldBe(-3);
        (await Credit(node)).ShouldBe(86);
        (await node.Send(new ReplayRuns([run.RunId])))[0].Equal.ShouldBeTrue();
    }

    [Fact]
    public async Task a_late_assignment_fills_the_gap_and_no_run_posts_it_again()
    {
        await using var node = await Node.Start();
        await Replays.Seat(node);
        await node.Run(First, "acme");
        await node.Run(First.AddMonths(1), "acme");
        var late = await node.Send(new AssignPackage("acme", new(null, "seat", 2, First, null, null, true, null, null, null)));
        var posted = await node.Send(new Restate(First, First.AddMonths(1), null, false));
        posted.Lines.Select(line => (line.Date, line.Of, line.IsGap, line.AssignmentId, line.Retail)).ShouldBe(
        [
            (First, ChargeKind.Setup, true, late.AssignmentId, 10m), (First, ChargeKind.Recurring, true, late.AssignmentId, 20m),
            (First.AddMonths(1), ChargeKind.Recurring, true, late.AssignmentId, 20m),
        ]);
        (await Credit(node)).ShouldBe(100 - 15 - 10 - 50);
        await RandomHistories.Rebuild(node, "billing");
        var again = await node.Run(First, "acme");
        (again.Totals.Lines, again.Totals.AlreadyCharged).ShouldBe((0, 2));
        (await node.Send(new ReplayRuns([again.RunId])))[0].Equal.ShouldBeTrue();
        (await node.Send(new Restate(First, First.AddMonths(1), null, false))).Lines.ShouldBeEmpty();
        await node.Send(new EndAssignment("acme", late.AssignmentId, First));
        (await node.Send(new Restate(First, First.AddMonths(1), null, false))).Lines.ShouldHaveSingleItem().Retail.ShouldBe(-20);
    }

    [Fact]
    public async Task two_applications_at_once_post_once()
    {
        await using var node = await Node.Start();
        await Replays.Seat(node);
        await node.Run(First, "acme");
        await Price(node, 12);
        var applied = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => node.Send(new Restate(First, First, null, false)))));
        applied.Sum(one => one.Lines.Count).ShouldBe(1);
        (await Credit(node)).ShouldBe(83);
    }

    [Fact]
    public async Task after_any_history_a_second_application_posts_nothing_and_credit_is_the_sum_of_its_entries()
    {
        await using var node = await Node.Start();
        Prop.ForAll(Billing.Histories.Any(18), history => Tell(history).GetAwaiter().GetResult()).Check(Config.QuickThrowOnFailure.WithMaxTest(Histories));

        async Task Tell(Step[] history)
        {
            var story = new Story(node, $"r{Interlocked.Increment(ref _stories)}");
            await story.Live(history);
            List<string> customers = [.. story.Customers.Select(one => one.Id)];
            var (from, to) = (new DateOnly(2024, 1, 1), new DateOnly(2024, 6, 1));
            var found = await node.Send(new Restate(from, to, customers));
            var posted = await node.Send(new Restate(from, to, customers, false));
            posted.Lines.Select(line => line with { ChargeId = null, FirstEvent = null }).ShouldBe(found.Lines.Select(line => line with { FirstEvent = null }));
            (await node.Send(new Restate(from, to, customers))).Lines.ShouldBeEmpty();
            foreach (var customer in customers)
            {
                var sum = (await node.Log.ReadStream(Streams.Account(customer), CancellationToken.None)).SelectMany(GetStatement.Entries).Sum(entry => entry.Amount);
                (await node.Send(new GetAccount(customer))).Credit.ShouldBe(sum);
            }
            await RandomHistories.Rebuild(node, "billing");
            (await node.Send(new Restate(from, to, customers))).Lines.ShouldBeEmpty();
        }
    }

    private static Task Price(Node node, decimal retail) => node.Send(new RevisePackage
    { PackageId = "seat", Name = "Seat", Retail = retail, Cost = 6, SetupRetail = 5, Frequency = "monthly", FrequencyMatch = Given.Json("[1]"), EffectiveFrom = First });

    private static async Task<decimal> Credit(Node node) => (await node.Send(new GetAccount("acme"))).Credit;
}
