using FsCheck;
using FsCheck.Fluent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using PackageBilling.Billing;
using PackageBilling.Catalog;
using PackageBilling.EventStore;
using PackageBilling.Foundation;
using PackageBilling.Subscriptions;

namespace PackageBilling.Modules.Tests.Billing.TimeTravel;

/// <summary>A run decided again from the log equals what was recorded, whatever has happened since (I6, I7).</summary>
public sealed class Replays
{
    private static readonly int Histories = Environment.GetEnvironmentVariable("PACKAGEBILLING_LONG") == "1" ? 150 : 8;
    private static readonly DateOnly First = new(2025, 2, 1);
    private static int _stories;

    [Fact]
    public async Task every_run_is_equal_and_stays_equal_after_any_later_history_and_without_the_projections_it_was_made_from()
    {
        await using var node = await Node.Start();
        var replayed = new HashSet<string>();
        Prop.ForAll(Billing.Histories.Any(18), Billing.Histories.Any(8), (history, later) => Tell(history, later).GetAwaiter().GetResult())
            .Check(Config.QuickThrowOnFailure.WithMaxTest(Histories));
        replayed.Count.ShouldBeGreaterThan(Histories);

        async Task Tell(Step[] history, Step[] later)
        {
            var story = new Story(node, $"p{Interlocked.Increment(ref _stories)}");
            await story.Live(history);
            var runs = await Runs(node, replayed);
            await Equal(node, runs);

            await Reverse(node, story);
            await story.Live(later);
            runs = [.. runs, .. await Runs(node, replayed)];
            await Equal(node, runs);
            await RandomHistories.Rebuild(node, "billing", "subscriptions", "catalog");
            await Equal(node, runs);
        }
    }

    [Fact]
    public async Task a_run_recorded_by_older_rules_is_replayed_by_them()
    {
        await using var node = await Node.Start();
        await Seat(node);
        // The old rules knew no setup.
        Decide old = (customer, packages, terms) => ChargeRun.Decide(
            customer with { Assignments = [.. customer.Assignments.Select(assignment => assignment with { Setup = new(1, true) })] }, packages, terms);
        var engines = new Engines(new Dictionary<string, Decide> { ["0"] = old, [ChargeRun.EngineVersion] = ChargeRun.Decide });
        await node.Log.Append(
            [new(Streams.Run("old"), Streams.RunType, 0, [new ChargeRunStarted("old", RunKind.ChargeRun, First, null, null, [], "0")])],
            new(DateTimeOffset.UnixEpoch, "test"), null, CancellationToken.None);
        var execution = new ChargeRunExecution(
            node.Source, node.Log, node.Services.GetRequiredService<ISubscriptions>(), node.Services.GetRequiredService<PartPoster>(),
            node.Services.GetRequiredService<PreviewedRun>(), engines,
            TimeProvider.System, NullLogger<ChargeRunExecution>.Instance);
        RunView run;
        do
        {
            await execution.Execute("old", CancellationToken.None);
            run = await node.Send(new GetChargeRun("old"));
        }
        while (run.Status == RunView.Running);
        run.Totals.Retail.ShouldBe(10m);

        (await new Replayer(node.Log, engines).Replay(["old"], CancellationToken.None)).Single().Equal.ShouldBeTrue();

        var byNewRules = new Engines(new Dictionary<string, Decide> { ["0"] = ChargeRun.Decide });
        var replay = (await new Replayer(node.Log, byNewRules).Replay(["old"], CancellationToken.None)).Single();
        replay.Equal.ShouldBeFalse();
        var setup = replay.Differences.Single(difference => difference.About() is not null);
        (setup.Recorded, ((ReportLine)setup.Recomputed!).Retail, setup.FirstEvent!.Type).ShouldBe((null, 5m, "package_assigned"));
    }

    [Fact]
    public async Task a_changed_event_is_found_with_the_line_and_both_values()
    {
        await using var node = await Node.Start();
        await Seat(node);
        var run = await node.Run(First, "acme");
        (await node.Send(new ReplayRuns([run.RunId])))[0].ShouldSatisfyAllConditions(view => view.Equal.ShouldBeTrue(), view => view.Lines.ShouldBe(2));
        await using (var command = node.Source.CreateCommand("UPDATE events.mt_events SET data = jsonb_set(data, '{quantity}', '2') WHERE type = 'package_assigned'"))
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
        (await Should.ThrowAsync<RefusedException>(() => node.Send(new ReplayRuns(["none"])))).Refusal.ShouldBe(Refusal.NotFound);
    }

    private static async Task Equal(Node node, IReadOnlyList<string> runs)
    {
        if (runs.Count == 0) return;
        foreach (var replay in await node.Send(new ReplayRuns(runs)))
            replay.Equal.ShouldBeTrue(System.Text.Json.JsonSerializer.Serialize(replay, HttpJson.Options));
    }

    private static async Task<IReadOnlyList<string>> Runs(Node node, HashSet<string> replayed) =>
        [.. (await node.Send(new ListChargeRuns(null, null, RunView.Completed, new PageRequest(500, null)))).Items.Select(run => run.RunId).Where(replayed.Add)];

    private static async Task Reverse(Node node, Story story)
    {
        foreach (var (customer, _) in story.Customers)
            foreach (var stored in await node.Log.ReadStream(Streams.Account(customer), CancellationToken.None))
                if (stored.Data is ChargesPosted posted && stored.Version % 2 == 0)
                    await node.Send(new ReverseLine(ChargeIds.Of(posted.Lines[^1]), "billed in error"));
    }

    internal static async Task Seat(Node node)
    {
        await node.Send(new RegisterCustomer("acme", "Acme", null, null, null));
        await node.Send(new ReceivePayment("acme", 100, "r1"));
        await node.Send(new DefinePackage { PackageId = "seat", Name = "Seat", Retail = 10, Cost = 6, SetupRetail = 5, Frequency = "monthly", FrequencyMatch = Given.Json("[1]") });
        await node.Send(new AssignPackage("acme", new(null, "seat", 1, First, null, null, true, null, null, null)));
    }
}
