using System.Globalization;
using FsCheck.Fluent;
using Microsoft.Extensions.DependencyInjection;
using PackageBilling.Billing;
using PackageBilling.Catalog;
using PackageBilling.EventStore;
using PackageBilling.Harness;
using PackageBilling.Subscriptions;

namespace PackageBilling.Modules.Tests.Billing;

/// <summary>Seals of runs: one chain in the order of the log (domain: "Time travel and audit").</summary>
public sealed class Sealing
{
    [Fact]
    public async Task a_completed_run_shows_its_seal_and_the_head_of_the_chain()
    {
        await using var audited = await Audited.Start();
        var run = await audited.Node.Run(Audited.First);
        var seal = (await audited.Seals()).ShouldHaveSingleItem();
        (run.Seal, seal.RunId, seal.Number, seal.Previous).ShouldBe((seal.Seal, run.RunId, 1L, Chain.Start));
        (seal.Lines, seal.NotCharged).ShouldBe((4L, 1L));
        run.Head.ShouldNotBeNull().ShouldContain(seal.Seal);
        seal.Seal.ShouldBe(Chain.SealOf(seal));
        (await audited.Node.Send(new ListChargeRuns(null, null, null, new(50, null)))).Items.ShouldHaveSingleItem().Seal.ShouldBe(seal.Seal);
    }

    [Fact]
    public async Task runs_at_the_same_time_are_sealed_in_one_chain_and_a_rebuild_changes_no_seal()
    {
        await using var audited = await Audited.Start();
        var runs = await Task.WhenAll(Enumerable.Range(1, 12).Select(day => Task.Run(() => audited.Node.Run(new(2025, 3, day)))));
        var seals = await audited.Seals();
        seals.Select(seal => seal.Number).ShouldBe(Enumerable.Range(1, 12).Select(number => (long)number));
        seals.Skip(1).Select(seal => seal.Previous).ShouldBe(seals.SkipLast(1).Select(seal => seal.Seal));
        seals.Select(seal => seal.Ended).ShouldBe(seals.Select(seal => seal.Ended).Order());
        seals.Select(seal => seal.RunId).ShouldBe(runs.Select(run => run.RunId), ignoreOrder: true);

        await RandomHistories.Rebuild(audited.Node, "catalog", "subscriptions", "billing");
        (await audited.Node.Send(new GetChargeRun(runs[0].RunId))).Seal.ShouldBe(runs[0].Seal);
        var view = await audited.Verify();
        (view.Ok, view.CheckedRuns).ShouldBe((true, 12L));
        (await audited.Seals()).ShouldBe(seals);
    }

    [Fact]
    public async Task a_run_of_many_parts_posted_at_the_same_time_is_sealed_in_the_order_of_customers()
    {
        const int Customers = 5_500;
        await using var audited = await Audited.Start();
        await using (var connection = await audited.Node.Source.OpenConnectionAsync())
        await using (var transaction = await connection.BeginTransactionAsync())
        {
            var events = Enumerable.Range(0, Customers).SelectMany(n =>
            {
                var (customer, assignment) = (string.Create(CultureInfo.InvariantCulture, $"c{n}"), string.Create(CultureInfo.InvariantCulture, $"of-c{n}"));
                return new[]
                {
                    Event($"customer-{customer}", new CustomerRegistered(customer, customer, "USD", "UTC", 0)),
                    Event($"assignment-{assignment}", new PackageAssigned(assignment, customer, "seat", null, 1, Audited.First, null, false, null, null, false)),
                };
            }).ToList();
            await audited.Node.Log.AppendBulk(connection, events, Given.Metadata, CancellationToken.None);
            await transaction.CommitAsync();
        }
        await Book(audited);
        var asked = await audited.Node.Send(new StartChargeRun(Audited.First, null));
        await audited.Node.Services.GetRequiredService<ChargeRunWorker>().Execute(asked.RunId);
        await Book(audited);
        var run = await audited.Node.Send(new GetChargeRun(asked.RunId));
        run.Totals.Lines.ShouldBe((2 * Customers) + 4);

        // Positions of parts that are posted at the same time lie between each other; still each line is one line.
        var lines = (await audited.Node.Lines(run)).Where(line => line.Outcome == LineOutcome.Charged).ToList();
        lines.Count.ShouldBe(run.Totals.Lines);
        lines.Select(line => line.ChargeId).Distinct().Count().ShouldBe(lines.Count);
        var seal = (await audited.Seals()).ShouldHaveSingleItem();
        seal.Lines.ShouldBe(lines.Count);
        var view = await audited.Verify();
        (view.Ok, view.CheckedRuns).ShouldBe((true, 1L), view.FirstFault?.What);
        (await audited.Sql("SELECT count(*) FROM audit.unsealed_parts")).ShouldBe(0L);

        static BulkEvent Event(string stream, object fact) => new(stream, 0, fact.GetType(), EventJson.Write(fact));
    }

    [Fact]
    public async Task nothing_is_wrong_with_any_history()
    {
        await using var audited = await Audited.Start();
        var histories = Histories.Any(25).Generator.Sample(25, 6).ToList();
        await Task.WhenAll(histories.Select((history, n) => new Story(audited.Node, $"h{n}").Live(history)));
        // What reacts to events adds some of its own: seals, and credit that runs dry.
        await Eventually.True(async () => (bool)(await audited.Sql(
            "SELECT max(seq_id) <= (SELECT min(last_seq_id) FROM events.mt_event_progression) FROM events.mt_events"))!, "everything has reacted to everything");
        var view = await audited.Verify();
        view.Ok.ShouldBeTrue(view.FirstFault?.ToString());
        view.CheckedEvents.ShouldBe((long)(await audited.Sql("SELECT count(*) FROM events.mt_events"))!);
    }

    // A test machine may be busy with other things for longer than a read waits.
    private static async Task Book(Audited audited) => await audited.Node.Services.GetRequiredService<ISubscriptions>().WaitFor(
        BookProjection.ProjectionName, await audited.Node.Log.Tail(CancellationToken.None), TimeSpan.FromMinutes(2), CancellationToken.None);

    [Theory]
    [InlineData(0, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")]
    [InlineData(1, "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d")]
    [InlineData(2, "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125")]
    [InlineData(8, "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328")]
    public void the_tree_is_that_of_rfc_6962(int leaves, string root)
    {
        // The well-known vectors of certificate transparency.
        string[] contents = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"];
        var tree = new MerkleTree();
        foreach (var content in contents.Take(leaves)) tree.Add(MerkleTree.Leaf(Convert.FromHexString(content)));
        tree.Root().ShouldBe(root);
    }

    [Fact]
    public void a_tree_made_block_by_block_is_the_one_made_leaf_by_leaf()
    {
        // Around powers of two, of blocks too, of customers with no leaf, one and several.
        foreach (var count in Enumerable.Range(0, 70).Concat([4_095, 4_096, 4_097, 8_191, 8_192, 8_193, 20_001]))
        {
            var (tree, leaves, customers) = (new MerkleTree(), new List<ReadOnlyMemory<byte>>(), new LeafList());
            for (var (n, many) = (0, 0); n < count; many = (many + 1) % 5)
            {
                var some = Enumerable.Range(n, Math.Min(many, count - n)).Select(leaf => MerkleTree.Leaf(BitConverter.GetBytes(leaf))).ToList();
                foreach (var leaf in some)
                {
                    tree.Add(leaf);
                    leaves.Add(leaf);
                }
                customers.Add($"c-{n:00000}", some.SelectMany(leaf => leaf).ToArray());
                n += some.Count;
            }
            MerkleTree.Root(leaves).ShouldBe(tree.Root(), $"of {count} leaves");
            customers.Seal().ShouldBe((tree.Root(), count), $"of {count} leaves of customers");
        }
    }

    [Fact]
    public void a_seal_does_not_depend_on_the_order_in_which_parts_come()
    {
        var customers = Enumerable.Range(0, 50).Select(n => ($"c-{n:00}", MerkleTree.Leaf(BitConverter.GetBytes(n)))).ToList();
        var (sorted, mixed) = (new LeafList(), new LeafList());
        foreach (var (id, hashes) in customers) sorted.Add(id, hashes);
        foreach (var (id, hashes) in customers.Skip(20).Concat(customers.Take(20))) mixed.Add(id, hashes);
        mixed.Seal().ShouldBe(sorted.Seal());
    }
}
