using FsCheck;
using FsCheck.Fluent;

namespace PackageBilling.EventStore.Tests;

/// <summary>Random interleavings of what appenders do, against what a reader concludes in between.</summary>
public sealed class SafeUnderInterleavings
{
    private const int Writers = 4;

    [Fact]
    public async Task whatever_the_interleaving_nothing_below_the_safe_position_appears_later()
    {
        await using var node = await LogAdapter.Alone.Quiet();
        var plans = Gen.Choose(0, Writers * 2 - 1).ListOf(40).Sample(25);
        foreach (var plan in plans) await Play(node, plan);
    }

    // Each writer goes round: begin, take a number, insert, then commit, or roll back
    // when told by the plan's odd steps.
    private static async Task Play(Node node, IEnumerable<int> plan)
    {
        var appenders = new Appender[Writers];
        var (at, numbers) = (new int[Writers], new long[Writers]);
        for (var w = 0; w < Writers; w++) appenders[w] = await node.Appender();
        var told = new Dictionary<long, long[]>();
        foreach (var step in plan)
        {
            await Step(step % Writers, rollBack: step >= Writers);
            await Look(node, told);
        }
        for (var w = 0; w < Writers; w++)
        {
            while (at[w] != 0) await Step(w, rollBack: false);
            await appenders[w].DisposeAsync();
        }
        foreach (var (safe, seen) in told) (await Positions(node, safe)).ShouldBe(seen, string.Join(",", plan));
        await node.BecomesSafeAt(await node.Log.Tail(CancellationToken.None));

        async Task Step(int w, bool rollBack)
        {
            switch (at[w])
            {
                case 0: await appenders[w].Begins(); break;
                case 1: numbers[w] = await appenders[w].TakesNumber(); break;
                case 2: await appenders[w].Inserts(numbers[w]); break;
                default: await (rollBack ? appenders[w].RollsBack() : appenders[w].Commits()); break;
            }
            at[w] = (at[w] + 1) % 4;
        }
    }

    private static async Task Look(Node node, Dictionary<long, long[]> told)
    {
        var safe = await node.Log.SafePosition(CancellationToken.None);
        var seen = await Positions(node, safe);
        if (!told.TryAdd(safe, seen)) told[safe].ShouldBe(seen);
    }

    private static async Task<long[]> Positions(Node node, long through) =>
        await node.Ask<long[]>("SELECT coalesce(array_agg(seq_id ORDER BY seq_id), ARRAY[]::bigint[]) "
            + $"FROM events.mt_events WHERE seq_id <= {through}");
}
