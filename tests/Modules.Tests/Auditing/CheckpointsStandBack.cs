using Microsoft.Extensions.DependencyInjection;
using PackageBilling.Catalog;
using PackageBilling.Harness;
using PackageBilling.Modules.Tests.Billing;
using PackageBilling.Subscriptions;

namespace PackageBilling.Modules.Tests.Auditing;

/// <summary>The book is written down in nobody's way.</summary>
public sealed class CheckpointsStandBack
{
    private static readonly DateOnly Date = new(2025, 2, 1);

    [Fact]
    public async Task a_run_that_begins_has_a_checkpoint_given_up_of_which_nothing_is_left_until_the_next_quiet_moment()
    {
        await using var node = await Node.Start();
        await Charged(node);
        var making = node.Services.GetRequiredService<MakeCheckpoints>();
        // Its last block waits here, when others are written already; the run waits before it posts.
        await node.Source.Execute("""
            CREATE FUNCTION public.wait() RETURNS trigger LANGUAGE plpgsql AS
                $$ BEGIN PERFORM pg_advisory_xact_lock(4711); RETURN NEW; END $$;
            CREATE TRIGGER wait BEFORE INSERT ON audit.checkpoint_blocks FOR EACH ROW
                WHEN (NEW.name LIKE 'posted/%') EXECUTE FUNCTION public.wait()
            """);
        // Without the product's limit on how long a transaction may stand still.
        await using var other = new NpgsqlConnection(node.ConnectionString);
        await other.OpenAsync();
        await using var held = await other.BeginTransactionAsync();
        await other.Execute("SELECT pg_advisory_xact_lock(4711); LOCK TABLE posting.posted_lines IN EXCLUSIVE MODE");
        var quiet = making.MakeInQuiet(CheckpointLimits.Positions, CancellationToken.None);
        await Eventually.True(async () => await Blocks(node) > 0, "blocks are written");
        quiet.IsCompleted.ShouldBeFalse();

        var run = node.Run(Date.AddMonths(1));

        (await quiet).ShouldBeFalse();
        (await Blocks(node)).ShouldBe(0);
        (await making.Unsealed(CancellationToken.None)).ShouldBeNull();
        // While the run goes on, none is begun either.
        (await making.MakeInQuiet(CheckpointLimits.Positions, CancellationToken.None)).ShouldBeFalse();
        (await Blocks(node)).ShouldBe(0);

        await held.RollbackAsync();
        (await run).Totals.Lines.ShouldBe(1);
        (await making.MakeInQuiet(CheckpointLimits.Positions, CancellationToken.None)).ShouldBeTrue();
        (await node.Services.GetRequiredService<Checkpoints>().Sealed(long.MaxValue, CancellationToken.None))
            .ShouldHaveSingleItem().Blocks.ShouldBe((int)await Blocks(node));
        (await Audited.Over(node).Verify()).FirstFault.ShouldBeNull();
    }

    [Fact]
    public async Task whoever_writes_much_is_in_the_way_and_whoever_writes_little_is_not()
    {
        await using var node = await Node.Start();
        await Charged(node);
        var (disturbances, tail) = (
            node.Services.GetRequiredService<Disturbances>(), await node.Log.Tail(CancellationToken.None));
        (await disturbances.AreAny(tail, CancellationToken.None)).ShouldBeFalse();
        (await disturbances.AreAny(tail - CheckpointLimits.Busy, CancellationToken.None)).ShouldBeFalse();
        (await disturbances.AreAny(tail - CheckpointLimits.Busy - 1, CancellationToken.None)).ShouldBeTrue();
    }

    [Fact]
    public async Task after_waiting_for_long_one_is_made_that_is_due_and_no_other()
    {
        await using var node = await Node.Start();
        await Charged(node);
        var (making, tail) = (
            node.Services.GetRequiredService<MakeCheckpoints>(), await node.Log.Tail(CancellationToken.None));
        (await making.Look(tail - CheckpointLimits.Busy - 1, tail, CheckpointLimits.Pauses - 1, CancellationToken.None))
            .ShouldBe(CheckpointLimits.Pauses);
        (await making.Look(tail, tail, CheckpointLimits.Pauses, CancellationToken.None)).ShouldBe(0);
        (await Blocks(node)).ShouldBe(0);
        (await making.Look(tail, tail + CheckpointLimits.Positions, CheckpointLimits.Pauses, CancellationToken.None))
            .ShouldBe(0);
        (await Blocks(node)).ShouldBeGreaterThan(0);
    }

    private static async Task Charged(Node node)
    {
        await node.Send(new RegisterCustomer("acme", "Acme", null, null, null));
        await node.Send(new DefinePackage
        {
            PackageId = "line", Name = "Line", Retail = 2, Cost = 1, Frequency = "monthly",
            FrequencyMatch = Given.Json("[1]"),
        });
        await node.Send(new AssignPackage(
            "acme", new("a", "line", 1, new(2025, 1, 1), null, null, true, null, null, null)));
        (await node.Run(Date)).Totals.Lines.ShouldBe(1);
    }

    private static Task<long> Blocks(Node node) => node.Count("SELECT count(*) FROM audit.checkpoint_blocks");
}
