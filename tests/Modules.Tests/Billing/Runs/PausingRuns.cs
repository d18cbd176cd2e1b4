using Microsoft.Extensions.DependencyInjection;
using PackageBilling.Harness;

namespace PackageBilling.Modules.Tests.Billing;

/// <summary>Runs that somebody makes stand still or ends, between parts that are being posted.</summary>
public sealed class PausingRuns
{
    // Three parts or more.
    private const int SeveralParts = 25_000;

    [Fact]
    public async Task a_run_that_is_paused_posts_nothing_until_it_is_resumed_and_then_what_an_undisturbed_one_posts()
    {
        await using var quiet = await Node.Start();
        await new Carrier(SeveralParts).Load(quiet);
        var undisturbed = await quiet.Run(Carrier.RunDate);

        await using var node = await Node.Start();
        await new Carrier(SeveralParts).Load(node);
        var runId = await BrokenOffAfterTwoParts(node, id => node.Send(new PauseRun(id)));
        var paused = await node.Ended(runId);
        paused.Status.ShouldBe(RunStatus.Paused);
        paused.Totals.Lines.ShouldBeInRange(1, undisturbed.Totals.Lines - 1);
        (await node.Count("SELECT count(*) FROM posting.posted_lines")).ShouldBe(paused.Totals.Lines);
        var meter = new RunMeter(node.Source,
            ((ChargeRunStarted)(await node.Log.ReadStream(Streams.Run(runId), CancellationToken.None))[0].Data),
            TimeProvider.System);
        var progress = await meter.Read(CancellationToken.None);
        (progress.Status, progress.Parts, progress.Lines, progress.LinesPerSecond)
            .ShouldBe((RunStatus.Paused, 2, paused.Totals.Lines, null));
        progress.Done.ShouldBeInRange(1, progress.Total - 1);

        await node.Send(new ResumeRun(runId));
        var run = await node.Ended(runId);
        run.Status.ShouldBe(RunStatus.Completed);
        run.Totals.Lines.ShouldBe(undisturbed.Totals.Lines);
        run.Interventions!.Select(one => (one.What, one.Actor)).ShouldBe([("paused", "test"), ("resumed", "test")]);
        (await Sealed(node, runId)).Root.ShouldBe((await Sealed(quiet, undisturbed.RunId)).Root);
        progress = await meter.Read(CancellationToken.None);
        (progress.Done, progress.HasEnded).ShouldBe((progress.Total, true));
    }

    [Fact]
    public async Task a_run_that_is_cancelled_keeps_what_it_posted_is_sealed_and_another_posts_the_rest()
    {
        await using var node = await Node.Start();
        await new Carrier(SeveralParts).Load(node);
        var runId = await BrokenOffAfterTwoParts(node, id => node.Send(new CancelRun(id, "wrong month")));
        var cancelled = await node.Ended(runId);
        cancelled.Status.ShouldBe(RunStatus.Cancelled);
        cancelled.Interventions.ShouldHaveSingleItem().Reason.ShouldBe("wrong month");
        (await Sealed(node, runId)).Lines.ShouldBe(cancelled.Totals.Lines);
        (await node.Count("SELECT count(*) FROM posting.unsealed_parts")).ShouldBe(0);
        (await Should.ThrowAsync<ProblemException>(() => node.Send(new ResumeRun(runId)))).Kind
            .ShouldBe(ProblemKind.Conflict);

        var rest = await node.Run(Carrier.RunDate);
        (rest.Totals.AlreadyCharged, rest.Status).ShouldBe((cancelled.Totals.Charged, RunStatus.Completed));
        (await node.Count("SELECT count(*) FROM posting.posted_lines"))
            .ShouldBe(cancelled.Totals.Lines + rest.Totals.Lines);
        var verified = await node.Services.GetRequiredService<Verification>()
            .Run(ChainHead.None, null, CancellationToken.None);
        verified.Ok.ShouldBeTrue(string.Join("; ", verified.Faults.Select(fault => fault.What)));
    }

    /// <summary>Starts a run whose first two parts are posted before the intervention,
    /// and all others would come after it.</summary>
    private static async Task<string> BrokenOffAfterTwoParts(Node node, Func<string, Task> intervene)
    {
        var asked = await node.Send(new StartChargeRun(Carrier.RunDate, null));
        Task intervention, ended;
        await using (await RunGate.Close(node.Source, asked.RunId, CancellationToken.None))
        {
            ended = node.Ended(asked.RunId);
            await Waiting(node, RunLimits.Posters);
            intervention = intervene(asked.RunId);
            await Waiting(node, RunLimits.Posters + 1);
        }
        await intervention;
        await ended;
        return asked.RunId;
    }

    private static Task Waiting(Node node, int count) => Eventually.True(
        async () => await node.Count("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted "
            + "AND database = (SELECT oid FROM pg_database WHERE datname = current_database())") == count,
        $"{count} wait at the gate");

    private static async Task<RunSealed> Sealed(Node node, string runId)
    {
        RunSealed? found = null;
        await Eventually.True(async () =>
        {
            var chain = await node.Log.ReadStream(AuditStreams.Seals, CancellationToken.None);
            found = chain.Select(stored => stored.Data).OfType<RunSealed>()
                .SingleOrDefault(link => link.RunId == runId);
            return found is not null;
        }, "the run is sealed");
        return found!;
    }
}
