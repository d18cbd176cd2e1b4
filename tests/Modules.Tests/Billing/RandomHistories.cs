using FsCheck;
using FsCheck.Fluent;
using Microsoft.Extensions.DependencyInjection;

namespace PackageBilling.Modules.Tests.Billing;

/// <summary>The invariants over random histories, on a real PostgreSQL (invariants.md).</summary>
public sealed class RandomHistories
{
    private static readonly int Histories = Environment.GetEnvironmentVariable("PACKAGEBILLING_LONG") == "1" ? 300 : 25;
    private static int _stories;

    [Fact]
    public async Task simulate_equals_run_a_second_run_posts_nothing_and_everyone_is_accounted_for()
    {
        await using var node = await Node.Start();
        ForAll(async history =>
        {
            var story = Tell(node, async (date, run, customers) =>
            {
                var preview = await node.Send(new Simulate(date, customers));
                var made = await run();
                var lines = await node.Lines(made);

                // I5: line by line, but for the ids that only a posted line has.
                preview.Lines.Select(Anonymous).ShouldBe(lines.Select(Anonymous));
                Same(preview.Totals, made.Totals);

                // I4, I11, I16.
                made.Totals.Considered.ShouldBe(
                    made.Totals.Charged + made.Totals.AlreadyCharged + made.Totals.Skipped + made.Totals.Quarantined);
                lines.Select(line => line.AssignmentId).Distinct().Count().ShouldBe(made.Totals.Considered);
                foreach (var currency in made.Totals.ByCurrency)
                {
                    var charged = lines.Where(line => line.Outcome == LineOutcome.Charged
                        && line.Currency == currency.Currency).ToList();
                    charged.Count.ShouldBe(currency.Lines);
                    charged.Sum(line => line.Retail).ShouldBe(currency.Retail);
                    charged.Sum(line => line.Cost).ShouldBe(currency.Cost);
                }
                if (made.Totals.ByCurrency.Count > 1) made.Totals.Retail.ShouldBeNull();

                // I3.
                var second = await run();
                second.Totals.Lines.ShouldBe(0);
                second.Totals.AlreadyCharged.ShouldBe(
                    made.Totals.Charged + made.Totals.AlreadyCharged - SetupOnly(lines));
            });
            await story.Live(history);
        });
    }

    [Fact]
    public async Task credit_is_the_sum_of_its_entries_and_rebuilding_every_projection_changes_no_answer()
    {
        await using var node = await Node.Start();
        ForAll(async history =>
        {
            var story = Tell(node);
            await story.Live(history);
            foreach (var (customer, _) in story.Customers)
            {
                var (sum, entries) = (0m, await Statement(node, customer));
                foreach (var entry in entries) (sum += entry.Amount).ShouldBe(entry.CreditAfter);
                (await node.Send(new GetAccount(customer))).Credit.ShouldBe(sum);
            }
            var before = await Answers(node, story);
            await Rebuild(node, "catalog", "subscriptions", "billing");
            (await Answers(node, story)).ShouldBe(before);

            // What is stored of packages, customers and assignments is what the log folds to.
            var verified = await node.Services.GetRequiredService<Verification>()
                .Run(ChainHead.None, null, CancellationToken.None);
            verified.FirstFault.ShouldBeNull();
        });
    }

    private static void ForAll(Func<Step[], Task> holds) => Prop
        .ForAll(Billing.Histories.Any(18), history => holds(history).GetAwaiter().GetResult())
        .Check(Config.QuickThrowOnFailure.WithMaxTest(Histories));

    private static Story Tell(Node node, Func<DateOnly, Func<Task<RunView>>, IReadOnlyList<string>, Task>? onRun = null)
    {
        Story? story = null;
        return story = new Story(node, $"s{Interlocked.Increment(ref _stories)}")
        {
            OnRun = (date, run) => onRun is null
                ? run() : onRun(date, run, [.. story!.Customers.Select(customer => customer.Id)]),
        };
    }

    private static ReportLine Anonymous(ReportLine line) =>
        line.Outcome == LineOutcome.Charged ? line with { ChargeId = null } : line;

    private static void Same(TotalsView one, TotalsView other)
    {
        (one with { ByCurrency = [] }).ShouldBe(other with { ByCurrency = [] });
        one.ByCurrency.ShouldBe(other.ByCurrency);
    }

    /// <summary>Assignments charged for nothing but setup, which a second run does not consider:
    /// it is once in a lifetime.</summary>
    private static int SetupOnly(List<ReportLine> lines) => lines
        .GroupBy(line => line.AssignmentId)
        .Count(group => group.Any(line => line.Outcome == LineOutcome.Charged && line.Kind == ChargeKind.Setup)
            && group.All(line => line.Kind == ChargeKind.Setup || line.Outcome == LineOutcome.Skipped));

    internal static async Task Rebuild(Node node, params string[] projections)
    {
        foreach (var projection in projections)
            await node.Services.GetRequiredService<ISubscriptions>().Rebuild(projection, CancellationToken.None);
    }

    private static async Task<List<StatementEntry>> Statement(Node node, string customer) =>
        [.. (await node.Log.ReadStream(Streams.Account(customer), CancellationToken.None))
            .SelectMany(StatementEntry.Of)];

    /// <summary>All that the product answers about a story, as text.</summary>
    private static async Task<string> Answers(Node node, Story story)
    {
        var customers = story.Customers.Select(customer => customer.Id).ToList();
        var answers = new List<object>();
        foreach (var customer in customers) answers.Add(await node.Send(new GetAccount(customer)));
        foreach (var date in (DateOnly[])[new(2024, 1, 31), new(2024, 2, 29), new(2024, 4, 1), new(2030, 1, 31)])
            answers.Add(await node.Send(new Simulate(date, customers)) with { Position = null, PreviewToken = null });
        answers.Add(await node.Send(new ListChargeRuns(null, null, null, new PageRequest(500, null))));
        return System.Text.Json.JsonSerializer.Serialize(answers, HttpJson.Options);
    }
}
