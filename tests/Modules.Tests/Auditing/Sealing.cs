using PackageBilling.Modules.Tests.Billing;

namespace PackageBilling.Modules.Tests.Auditing;

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
        (await audited.Node.Send(new ListChargeRuns(null, null, null, new(50, null)))).Items.ShouldHaveSingleItem()
            .Seal.ShouldBe(seal.Seal);
    }

    [Fact]
    public async Task runs_at_the_same_time_are_sealed_in_one_chain_and_a_rebuild_changes_no_seal()
    {
        await using var audited = await Audited.Start();
        var runs = await Task.WhenAll(
            Enumerable.Range(1, 12).Select(day => Task.Run(() => audited.Node.Run(new(2025, 3, day)))));
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

    [Theory]
    [InlineData(0, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")]
    [InlineData(1, "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d")]
    [InlineData(2, "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125")]
    [InlineData(8, "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328")]
    public void the_tree_is_that_of_rfc_6962(int leaves, string root)
    {
        // The well-known vectors of certificate transparency.
        string[] contents =
            ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"];
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
                var some = Enumerable.Range(n, Math.Min(many, count - n))
                    .Select(leaf => MerkleTree.Leaf(BitConverter.GetBytes(leaf))).ToList();
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
        var customers = Enumerable.Range(0, 50).Select(n => ($"c-{n:00}", MerkleTree.Leaf(BitConverter.GetBytes(n))))
            .ToList();
        var (sorted, mixed) = (new LeafList(), new LeafList());
        foreach (var (id, hashes) in customers) sorted.Add(id, hashes);
        foreach (var (id, hashes) in customers.Skip(20).Concat(customers.Take(20))) mixed.Add(id, hashes);
        mixed.Seal().ShouldBe(sorted.Seal());
    }

    [Fact]
    public async Task leaves_of_a_part_that_came_after_the_seal_are_cleared_away_and_change_nothing()
    {
        await using var audited = await Audited.Start();
        var runs = await audited.Run();
        await audited.Sql($"""
            INSERT INTO posting.unsealed_parts
            VALUES ('{runs[0].RunId}', 1, ARRAY['acme'], ARRAY[1], sha256('x'), '{"{}"}', '{"{}"}', '')
            """);
        (await audited.Verify()).Faults.ShouldBeEmpty();

        await audited.Node.Run(new(2025, 4, 1));
        (await audited.Node.Count("SELECT count(*) FROM posting.unsealed_parts")).ShouldBe(0);
        (await audited.Verify()).Faults.ShouldBeEmpty();
    }
}
