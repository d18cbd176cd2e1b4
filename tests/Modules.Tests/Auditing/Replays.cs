using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using PackageBilling.Catalog;
using PackageBilling.Modules.Tests.Billing;
using PackageBilling.Modules.Tests.Reference;
using PackageBilling.Subscriptions;

namespace PackageBilling.Modules.Tests.Auditing;

/// <summary>A run decided again from the log equals what was recorded, whatever has happened since (I6, I7).</summary>
public sealed class Replays
{
    private static readonly int Stories = Environment.GetEnvironmentVariable("PACKAGEBILLING_LONG") == "1" ? 1_000 : 40;
    private static readonly DateOnly First = new(2025, 2, 1);

    [Fact]
    public async Task every_run_stays_equal_after_any_later_history_and_without_the_projections_it_was_made_from()
    {
        await using var node = await Node.Start(clock: new StoryClock());
        var stories = Enumerable.Range(50_001, Stories).Select(seed => new Reference.Story(node, seed)).ToList();
        await Tell(stories, story => story.Live(12));
        var first = await Equal(node);
        first.Count.ShouldBeGreaterThan(Stories);
        first.Count(replay => replay.Lines > 0).ShouldBeGreaterThan(Stories / 2);
        foreach (var replay in first) replay.RecordedSeal.ShouldNotBeNull();

        await Tell(stories, story => story.GoOn(8));
        foreach (var story in stories) await Reverse(node, story);
        (await Equal(node)).Count.ShouldBeGreaterThan(first.Count);

        foreach (var projection in (string[])["billing", "subscriptions", "catalog"])
            await node.Services.GetRequiredService<ISubscriptions>().Rebuild(projection, CancellationToken.None);
        await Equal(node);
    }

    [Fact]
    public async Task what_calls_came_to_is_folded_from_the_log_too_by_customer_and_by_did()
    {
        await using var node = await Node.Start();
        await node.Send(new RegisterCustomer("acme", "Acme", null, null, null));
        await node.Send(new DefinePackage
        {
            PackageId = "floor", Name = "Floor", Retail = 0, Cost = 0, MinimumSpend = 50, Frequency = "monthly",
            FrequencyMatch = Given.Json("[1]"),
        });
        foreach (var (id, did) in
            ((string, string?)[])[("all", null), ("one", "442079460001"), ("two", "442079460002")])
            await node.Send(new AssignPackage(
                "acme", new(id, "floor", 1, new(2025, 1, 1), null, did, false, null, null, null)));
        await node.Record(
            [Call("k1", "442079460001", "20"), Call("k2", "442079460002", "35"), Call("k3", null, "1.5")]);
        var run = await node.Run(First, "acme");
        var lines = await node.Lines(run);
        lines.Where(line => line.Kind == ChargeKind.MinimumSpend)
            .Select(line => (line.AssignmentId, line.Outcome, line.Retail))
            .ShouldBe(
                [("one", LineOutcome.Charged, 30m), ("two", LineOutcome.Charged, 15m),
                    ("all", LineOutcome.Skipped, 0m)], ignoreOrder: true);
        await node.Record([Call("late", "442079460001", "5")]);

        var replay = (await node.Send(new ReplayRuns([run.RunId])))[0];
        replay.Equal.ShouldBeTrue(System.Text.Json.JsonSerializer.Serialize(replay, HttpJson.Options));
        replay.RecomputedSeal.ShouldBe(replay.RecordedSeal.ShouldNotBeNull());
        replay.RecordedSeal.ShouldBe((await node.Send(new GetChargeRun(run.RunId))).Seal);

        await using (var command = node.Source.CreateCommand(
            "UPDATE events.mt_events SET data = jsonb_set(data, '{calls,0}', to_jsonb(replace(data -> 'calls' ->> 0, "
                + "' 0 20 ', ' 0 21 '))) WHERE type = 'calls_rated' AND version = 1"))
            (await command.ExecuteNonQueryAsync()).ShouldBe(1);
        var tampered = (await node.Send(new ReplayRuns([run.RunId])))[0];
        tampered.Equal.ShouldBeFalse();
        tampered.RecomputedSeal.ShouldNotBe(tampered.RecordedSeal);
        var differences = tampered.Differences.Where(difference => difference.About() is not null).ToList();
        // What was reached anyway is skipped with another spend.
        differences.Select(difference => difference.About()!.Outcome)
            .ShouldBe([LineOutcome.Skipped, LineOutcome.Charged], ignoreOrder: true);
        var line = differences.Single(difference => difference.About()!.Outcome == LineOutcome.Charged);
        (((ReportLine)line.Recorded!).Retail, ((ReportLine)line.Recomputed!).Retail, line.FirstEvent!.Type)
            .ShouldBe((30m, 29m, "calls_rated"));

        static object Call(string id, string? did, string amount) =>
            new { callId = id, customerId = "acme", did, destination = "442079460000",
                startedAt = "2025-01-10T10:00:00Z", billedSeconds = 60, amount };
    }

    [Fact]
    public async Task a_run_recorded_by_older_rules_is_replayed_by_them()
    {
        await using var node = await Node.Start();
        await SeatOfAcme.Assign(node);
        // The old rules knew no setup.
        static AssignmentBook WithSetup(AssignmentBook book) =>
            book with { Posted = book.Posted with { Setup = new(1, true) } };
        Decide old = (customer, packages, terms) => ChargeRun.Decide(
            customer with { Assignments = [.. customer.Assignments.Select(WithSetup)] }, packages, terms);
        var engines = new Engines(
            new Dictionary<string, Decide> { ["0"] = old, [ChargeRun.EngineVersion] = ChargeRun.Decide });
        await node.Log.Append(
            [new(Streams.Run("old"), 0, [new ChargeRunStarted("old", RunKind.ChargeRun, First, null, null, [], "0")])],
            new(DateTimeOffset.UnixEpoch, "test"), null, CancellationToken.None);
        var execution = new ChargeRunExecution(
            node.Source, node.Log, node.Services.GetRequiredService<ISubscriptions>(),
            node.Services.GetRequiredService<PartPoster>(), engines, node.Services.GetRequiredService<RunShares>(),
            TimeProvider.System, NullLogger<ChargeRunExecution>.Instance);
        RunView run;
        do
        {
            await execution.Execute("old", CancellationToken.None);
            run = await node.Send(new GetChargeRun("old"));
        }
        while (run.Status == RunStatus.Running);
        run.Totals.Retail.ShouldBe(10m);

        (await Replay(engines, ["old"], CancellationToken.None)).Single().Equal.ShouldBeTrue();

        var byNewRules = new Engines(new Dictionary<string, Decide> { ["0"] = ChargeRun.Decide });
        var replay = (await Replay(byNewRules, ["old"], CancellationToken.None)).Single();
        replay.Equal.ShouldBeFalse();
        var setup = replay.Differences.Single(difference => difference.About() is not null);
        (setup.Recorded, ((ReportLine)setup.Recomputed!).Retail, setup.FirstEvent!.Type)
            .ShouldBe((null, 5m, "package_assigned"));

        Task<IReadOnlyList<ReplayView>> Replay(Engines rules, IReadOnlyList<string> runs, CancellationToken ct) =>
            ActivatorUtilities.CreateInstance<Replayer>(node.Services, rules).Replay(runs, false, ct);
    }

    [Fact]
    public async Task a_changed_event_is_found_with_the_line_and_both_values()
    {
        await using var node = await Node.Start();
        await SeatOfAcme.Assign(node);
        var run = await node.Run(First, "acme");
        var before = (await node.Send(new ReplayRuns([run.RunId])))[0];
        (before.Equal, before.Lines).ShouldBe((true, 2));
        await using (var command = node.Source.CreateCommand(
            "UPDATE events.mt_events SET data = jsonb_set(data, '{quantity}', '2') WHERE type = 'package_assigned'"))
            await command.ExecuteNonQueryAsync();
        var replay = (await node.Send(new ReplayRuns([run.RunId])))[0];
        replay.Equal.ShouldBeFalse();
        var recurring = replay.Differences.Single(difference => difference.About()?.Kind == ChargeKind.Recurring);
        (((ReportLine)recurring.Recorded!).Retail, ((ReportLine)recurring.Recomputed!).Retail).ShouldBe((10m, 20m));
    }

    [Fact]
    public async Task a_run_that_is_not_there_is_refused()
    {
        await using var node = await Node.Start();
        (await Should.ThrowAsync<ProblemException>(() => node.Send(new ReplayRuns(["none"]))))
            .Kind.ShouldBe(ProblemKind.NotFound);
    }

    private static Task Tell(List<Reference.Story> stories, Func<Reference.Story, Task> tell) =>
        Parallel.ForEachAsync(
            stories, new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (story, _) => await tell(story));

    internal static async Task<List<ReplayView>> Equal(Node node)
    {
        var (replays, after) = (new List<ReplayView>(), default(string));
        do
        {
            var page = await node.Send(
                new ListChargeRuns(null, null, RunStatus.Completed, new PageRequest(500, after)));
            if (page.Items.Count > 0)
                replays.AddRange(await node.Send(new ReplayRuns([.. page.Items.Select(run => run.RunId)])));
            after = page.Next;
        }
        while (after is not null);
        foreach (var replay in replays)
            replay.Equal.ShouldBeTrue(System.Text.Json.JsonSerializer.Serialize(replay, HttpJson.Options));
        return replays;
    }

    private static async Task Reverse(Node node, Reference.Story story)
    {
        foreach (var customer in story.Customers)
            foreach (var stored in await node.Log.ReadStream(Streams.Account(customer), CancellationToken.None))
                if (stored.Data is ChargesPosted posted && stored.Version % 2 == 0)
                    await Reversing.IfItStands(node, posted.Lines[^1], chargeAgain: stored.Version % 4 == 0);
    }
}
