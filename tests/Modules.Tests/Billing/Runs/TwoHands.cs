using PackageBilling.Catalog;
using PackageBilling.Subscriptions;

namespace PackageBilling.Modules.Tests.Billing;

/// <summary>What somebody else does while a run is under way: each customer's result is that of one order
/// or the other.</summary>
public sealed class TwoHands
{
    // Three parts or more.
    private const int SeveralParts = 25_000;

    [Fact]
    public async Task run_package_during_a_run_is_as_if_it_came_before_or_after()
    {
        await using var node = await Node.Start();
        var carrier = new Carrier(SeveralParts);
        await carrier.Load(node);
        var some = carrier.Customers.Where((_, n) => n % 211 == 0).ToList();
        var asked = await node.Send(new StartChargeRun(Carrier.RunDate, null));
        var ended = node.Ended(asked.RunId);
        var again = new List<RunView>();
        foreach (var customer in some) again.Add(await node.RunPackage(customer, Carrier.RunDate));
        (await ended).Status.ShouldBe(RunStatus.Completed);

        foreach (var (customer, package) in some.Zip(again))
        {
            package.Status.ShouldBe(RunStatus.Completed);
            var posted = await Posted(node, customer);
            var byRun = posted.SingleOrDefault(one => one.RunId == asked.RunId);
            var byPackage = posted.SingleOrDefault(one => one.RunId == package.RunId);
            var lines = posted.SelectMany(one => one.Lines).ToList();

            // Setup is once in a lifetime whoever comes first, and what is charged again has the next number.
            lines.Where(line => line.Kind == ChargeKind.Setup).Select(line => line.AssignmentId).ShouldBeUnique();
            lines.Select(line => (line.AssignmentId, line.Kind, line.Occurrence)).ShouldBeUnique();
            if (byPackage is null) continue;
            var runFirst = byRun is not null && posted.IndexOf(byRun) < posted.IndexOf(byPackage);
            if (runFirst) Recurring(byPackage).ShouldAllBe(line => line.Occurrence == 2);
            else byRun.ShouldBeNull(
                $"{customer} was charged by Run Package first, and the run posts only what is not posted yet");
        }
        await EveryCreditAddsUp(node, some);
    }

    [Fact]
    public async Task a_revision_during_a_run_holds_for_those_decided_after_it_and_for_nobody_before()
    {
        await using var node = await Node.Start();
        await new Carrier(SeveralParts).Load(node);
        const string Package = "c-package-00";
        var before = ((PackageDefined)(await node.Log.ReadStream(
            PackageBilling.Catalog.Package.Stream(Package), CancellationToken.None))[0].Data).Terms.Retail;
        var asked = await node.Send(new StartChargeRun(Carrier.RunDate, null));
        var ended = node.Ended(asked.RunId);
        var revision = await Revise(node, Package, before + 7);
        (await ended).Status.ShouldBe(RunStatus.Completed);
        await foreach (var posted in AllPosted(node))
            foreach (var line in posted.Lines.Where(line => line.PackageId == Package
                && line.Kind == ChargeKind.Recurring))
                line.UnitRetail.ShouldBe(posted.DecidedAt < revision ? before : before + 7,
                    $"{posted.CustomerId} was decided at {posted.DecidedAt}, the revision is {revision}");
    }

    [Fact]
    public async Task an_end_during_a_run_holds_for_those_decided_after_it_and_for_nobody_before()
    {
        await using var node = await Node.Start();
        var carrier = new Carrier(SeveralParts);
        await carrier.Load(node);
        var some = carrier.Customers.Where((_, n) => n % 97 == 0).ToList();
        var assignments = await Task.WhenAll(
            some.Select(async customer => (Customer: customer, Id: await FirstAssignment(node, customer))));
        var asked = await node.Send(new StartChargeRun(Carrier.RunDate, null));
        var ended = node.Ended(asked.RunId);
        foreach (var (customer, id) in assignments)
            await node.Send(new EndAssignment(customer, id, Carrier.RunDate.AddDays(-1)));
        (await ended).Status.ShouldBe(RunStatus.Completed);

        // A run after it finds what the ends have left, and nothing is charged that both orders leave out.
        (await node.Run(Carrier.RunDate)).Totals.Lines.ShouldBe(0);
        foreach (var (customer, id) in assignments)
        {
            var end = (await node.Log.ReadStream(Assignment.Stream(id), CancellationToken.None))
                .Single(stored => stored.Data is AssignmentEnded).Position;
            foreach (var posted in await Posted(node, customer))
                if (posted.Lines.Any(line => line.AssignmentId == id && line.Kind == ChargeKind.Recurring))
                    posted.DecidedAt.ShouldBeLessThan(end, $"{customer} was charged for {id} after its end was known");
        }
        await EveryCreditAddsUp(node, some);
    }

    private static IEnumerable<ChargeLine> Recurring(ChargesPosted posted) =>
        posted.Lines.Where(line => line.Kind == ChargeKind.Recurring);

    private static async Task<List<ChargesPosted>> Posted(Node node, string customer) =>
        [.. (await node.Log.ReadStream(Streams.Account(customer), CancellationToken.None)).Select(stored => stored.Data)
            .OfType<ChargesPosted>()];

    private static async IAsyncEnumerable<ChargesPosted> AllPosted(Node node)
    {
        await foreach (var stored in node.Log.ReadAll(
            0, await node.Log.SafePosition(CancellationToken.None), [typeof(ChargesPosted)], CancellationToken.None))
            yield return (ChargesPosted)stored.Data;
    }

    private static async Task<string> FirstAssignment(Node node, string customer)
    {
        await using var command = node.Source.CreateCommand(
            "SELECT min(assignment_id) FROM billing.assignments WHERE customer_id = $1");
        command.Parameters.Add(new() { Value = customer });
        return (string)(await command.ExecuteScalarAsync())!;
    }

    private static async Task<long> Revise(Node node, string packageId, decimal retail)
    {
        var stream = PackageBilling.Catalog.Package.Stream(packageId);
        var terms = ((PackageDefined)(await node.Log.ReadStream(stream, CancellationToken.None))[0].Data).Terms;
        var revised = await node.Log.Append([new(stream, 1,
            [new PackageRevised(packageId, Carrier.RunDate.AddDays(-10), terms with { Retail = retail })])],
            Given.Metadata, null, CancellationToken.None);
        return revised[0];
    }

    private static async Task EveryCreditAddsUp(Node node, IEnumerable<string> customers)
    {
        foreach (var customer in customers)
        {
            var credit = 0m;
            foreach (var stored in await node.Log.ReadStream(Streams.Account(customer), CancellationToken.None))
                switch (stored.Data)
                {
                    case PaymentReceived paid: credit += paid.Amount; break;
                    case ChargesPosted posted:
                        posted.CreditBefore.ShouldBe(credit);
                        credit -= posted.Lines.Where(line => line.DebitsCredit).Sum(line => line.Retail);
                        posted.CreditAfter.ShouldBe(credit);
                        break;
                    default: break;
                }
        }
    }
}
