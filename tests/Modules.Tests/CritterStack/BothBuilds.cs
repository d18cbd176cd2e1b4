using Microsoft.Extensions.DependencyInjection;
using PackageBilling.Billing;
using PackageBilling.CritterStack;
using PackageBilling.EventStore;
using PackageBilling.Harness;
using PackageBilling.Modules.Tests.Billing;
using PackageBilling.Modules.Tests.Billing.TimeTravel;

namespace PackageBilling.Modules.Tests.CritterStack;

/// <summary>A database that is opened by one build and then by the other gives the same answers in both.</summary>
public sealed class BothBuilds
{
    private const int Stories = 12;

    [Fact]
    public async Task what_either_build_has_run_the_other_replays_to_the_same_seal()
    {
        var database = await TestPostgres.NewDatabase();
        var seals = new List<string>();
        await using (var tables = await Billing.Node.Start(database, new Reference.StoryClock()))
        {
            await Live(tables, 70_001);
            seals.AddRange(await Equal(tables));
        }
        await using (var marten = await Marten(database))
        {
            // What the default build wrote, in every run; then what this one adds to it.
            (await Equal(marten)).ShouldBe(seals);
            await Live(marten, 80_001);
            var more = await Equal(marten);
            more.Count.ShouldBeGreaterThan(seals.Count);
            foreach (var projection in (string[])["billing", "subscriptions", "catalog"])
                await marten.Services.GetRequiredService<ISubscriptions>().Rebuild(projection, CancellationToken.None);
            (await Equal(marten)).ShouldBe(more);
            (seals = more).ShouldNotBeEmpty();
        }
        await using (var tables = await Billing.Node.Start(database, new Reference.StoryClock()))
        {
            (await Equal(tables)).ShouldBe(seals);
            await tables.Services.GetRequiredService<MakeBlocks>().CatchUp(CancellationToken.None);
            var verified = await tables.Services.GetRequiredService<Verification>().Run(ChainHead.None, null, CancellationToken.None);
            verified.Ok.ShouldBeTrue(System.Text.Json.JsonSerializer.Serialize(verified));
        }
    }

    private static async Task<Billing.Node> Marten(string database)
    {
        await using (var source = EventStoreDatabase.Open(database)) await CritterStackTables.Upgrade(source, [], CancellationToken.None);
        return await Billing.Node.Start(database, new Reference.StoryClock(), log: services => services.AddMartenLog());
    }

    private static Task Live(Billing.Node node, int seed) => Parallel.ForEachAsync(
        Enumerable.Range(seed, Stories), new ParallelOptions { MaxDegreeOfParallelism = 4 },
        async (one, _) => await new Reference.Story(node, one).Live(10));

    // Sealed in the background, so it is waited for.
    private static async Task<List<string>> Equal(Billing.Node node)
    {
        var tail = await node.Log.Tail(CancellationToken.None);
        await node.Services.GetRequiredService<ISubscriptions>().WaitFor(SealRuns.SubscriptionName, tail, TimeSpan.FromMinutes(1), CancellationToken.None);
        var replays = await Replays.Equal(node);
        replays.ShouldAllBe(replay => replay.RecomputedSeal == replay.RecordedSeal);
        return [.. replays.Select(replay => $"{replay.RunId} {replay.RecordedSeal}")];
    }
}
