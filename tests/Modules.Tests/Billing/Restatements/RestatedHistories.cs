using FsCheck;
using FsCheck.Fluent;
using Microsoft.Extensions.DependencyInjection;
using PackageBilling.Catalog;
using PackageBilling.Subscriptions;

namespace PackageBilling.Modules.Tests.Billing.Restatements;

/// <summary>
/// Facts that become known between runs are put right: after a restatement everybody has paid what he would have, had
/// every fact been known before the first run. A twin to whom that happens says what that is.
/// </summary>
public sealed class RestatedHistories
{
    private static readonly int Cases = Environment.GetEnvironmentVariable("PACKAGEBILLING_LONG") == "1" ? 150 : 8;
    private static readonly DateOnly From = new(2025, 1, 1), To = new(2025, 6, 1);
    private static int _carriers;

    public enum Deed
    {
        Revise,
        Assign,
        Change,
        End,
        Call,
        Run,
        Restate,
        Pay,
    }

    public sealed record Step(Deed Deed, int A, int B, int C);

    [Fact]
    public async Task after_a_restatement_everybody_has_paid_what_runs_that_knew_everything_would_have_posted()
    {
        await using var node = await Node.Start();
        Prop.ForAll(Steps(), steps => Tell(steps).GetAwaiter().GetResult())
            .Check(Config.QuickThrowOnFailure.WithMaxTest(Cases));

        async Task Tell(Step[] steps)
        {
            var tag = $"t{Interlocked.Increment(ref _carriers)}";
            var (late, early) = (new Carrier(node, $"{tag}-late"), new Carrier(node, $"{tag}-early"));
            await late.Begin();
            foreach (var step in steps) await late.Do(step);
            var before = await Originals(node, late);
            await late.Do(new(Deed.Restate, 0, 0, 0));

            await early.Begin();
            foreach (var step in steps.Where(step => step.Deed is not (Deed.Run or Deed.Restate))) await early.Do(step);
            foreach (var step in steps.Where(step => step.Deed == Deed.Run)) await early.Do(step);

            (await Paid(node, late)).ShouldBe(await Paid(node, early));
            (await node.Send(new Restate(From, To, late.Customers, false))).Lines.ShouldBeEmpty();
            (await node.Send(new Restate(From, To, early.Customers))).Lines.ShouldBeEmpty();

            // The originals are as they were, every run is replayed equal, and nothing is found that should not be.
            (await Originals(node, late)).ShouldBe(before);
            if (late.Runs.Count > 0)
                foreach (var replay in await node.Send(new ReplayRuns(late.Runs)))
                    replay.Equal.ShouldBeTrue(System.Text.Json.JsonSerializer.Serialize(replay, HttpJson.Options));
            foreach (var customer in late.Customers)
                (await node.Send(new GetAccount(customer))).Credit.ShouldBe(await Entries(node, customer));
        }
    }

    [Fact]
    public async Task credit_and_second_applications_hold_after_any_history_and_rebuild_and_verification_find_no_fault()
    {
        await using var node = await Node.Start();
        Prop.ForAll(Billing.Histories.Any(18), history => Tell(history).GetAwaiter().GetResult())
            .Check(Config.QuickThrowOnFailure.WithMaxTest(Math.Max(4, Cases / 3)));
        var verified = await node.Services.GetRequiredService<Verification>()
            .Run(ChainHead.None, null, CancellationToken.None);
        (verified.Ok, verified.FirstFault).ShouldBe((true, null));

        async Task Tell(Billing.Step[] history)
        {
            var story = new Story(node, $"r{Interlocked.Increment(ref _carriers)}");
            await story.Live(history);
            List<string> customers = [.. story.Customers.Select(one => one.Id)];
            var (from, to) = (new DateOnly(2024, 1, 1), new DateOnly(2024, 6, 1));
            var found = await node.Send(new Restate(from, to, customers));
            var posted = await node.Send(new Restate(from, to, customers, false));
            posted.Lines.Select(Bare).ShouldBe(found.Lines.Select(Bare));
            (await node.Send(new Restate(from, to, customers))).Lines.ShouldBeEmpty();
            foreach (var customer in customers)
                (await node.Send(new GetAccount(customer))).Credit.ShouldBe(await Entries(node, customer));
            await RandomHistories.Rebuild(node, "billing");
            foreach (var customer in customers)
                (await node.Send(new GetAccount(customer))).Credit.ShouldBe(await Entries(node, customer));
            (await node.Send(new Restate(from, to, customers))).Lines.ShouldBeEmpty();

            // All customers at once read the runs' own records and find nothing either.
            (await node.Send(new Restate(from, to))).Lines.ShouldAllBe(line => !customers.Contains(line.CustomerId));
        }

        static RestatementLineView Bare(RestatementLineView line) => line with { FirstEvent = null };
    }

    /// <summary>What each assignment's charges of each kind and date come to, corrections included,
    /// and whether they took credit; setup belongs to no date.</summary>
    private static async Task<List<string>> Paid(Node node, Carrier carrier)
    {
        var sums = new SortedDictionary<string, (decimal Retail, decimal Cost)>(StringComparer.Ordinal);
        foreach (var customer in carrier.Customers)
            foreach (var stored in await node.Log.ReadStream(Streams.Account(customer), CancellationToken.None))
            {
                if (stored.Data is ChargesPosted posted)
                    foreach (var line in posted.Lines)
                        Add(line.AssignmentId, line.Kind, line.PostingDate, line.DebitsCredit, line.Retail, line.Cost);
                if (stored.Data is ChargesRestated restated)
                    foreach (var line in restated.Lines)
                        Add(line.Line.AssignmentId, line.Of, line.Line.PostingDate, line.Line.DebitsCredit,
                            line.Line.Retail, line.Line.Cost);
            }
        return [.. sums.Where(sum => sum.Value != default)
            .Select(sum => $"{sum.Key}: {sum.Value.Retail:0.######} {sum.Value.Cost:0.######}")];

        void Add(string assignmentId, ChargeKind kind, DateOnly postingDate, bool debits, decimal retail, decimal cost)
        {
            var key = $"{assignmentId[(carrier.Tag.Length + 1)..]} {kind} {postingDate:yyyy-MM-dd} {debits}";
            var sum = sums.GetValueOrDefault(key);
            sums[key] = (sum.Retail + retail, sum.Cost + cost);
        }
    }

    private static async Task<List<string>> Originals(Node node, Carrier carrier)
    {
        var originals = new List<string>();
        foreach (var customer in carrier.Customers)
            originals.AddRange((await node.Log.ReadStream(Streams.Account(customer), CancellationToken.None))
                .Where(stored => stored.Data is ChargesPosted)
                .Select(stored =>
                    $"{stored.Position} {System.Text.Encoding.UTF8.GetString(EventJson.Write(stored.Data))}"));
        return originals;
    }

    private static async Task<decimal> Entries(Node node, string customer) =>
        (await node.Log.ReadStream(Streams.Account(customer), CancellationToken.None)).SelectMany(StatementEntry.Of)
            .Sum(entry => entry.Amount);

    private static Arbitrary<Step[]> Steps() => Arb.From(
        from deeds in Gen.Elements(Deed.Revise, Deed.Assign, Deed.Assign, Deed.Change, Deed.End, Deed.Call, Deed.Run,
            Deed.Run, Deed.Run, Deed.Restate, Deed.Pay)
            .SelectMany(_ => from a in Gen.Choose(0, 999) from b in Gen.Choose(0, 999) from c in Gen.Choose(0, 999)
                select (a, b, c), (deed, n) => new Step(deed, n.a, n.b, n.c)).ArrayOf(14)
        select deeds,
        steps => Enumerable.Range(0, steps.Length).Select(i => steps.Where((_, index) => index != i).ToArray()));

    /// <summary>Two customers with packages of every kind. Twins do the same under other names,
    /// and so have the same to pay.</summary>
    private sealed class Carrier(Node node, string tag)
    {
        private readonly List<(string Customer, string Assignment, DateOnly Start)> _assignments = [];
        private int _steps;

        public string Tag => tag;

        public List<string> Customers { get; } = [$"{tag}-a", $"{tag}-b"];

        public List<string> Runs { get; } = [];

        public async Task Begin()
        {
            foreach (var (package, frequency, match, retail, minimum) in ((string, string, string, decimal, decimal?)[])
                [("month", "monthly", "[1,15]", 10, null), ("week", "weekly", "[\"mon\"]", 3, null),
                    ("floor", "monthly", "[1]", 0, 30), ("once", "none", "[]", 0, null)])
                await node.Send(new DefinePackage { PackageId = $"{tag}-{package}", Name = $"{tag} {package}",
                    Retail = retail, Cost = 1, SetupRetail = 5, MinimumSpend = minimum, Frequency = frequency,
                    FrequencyMatch = Given.Json(match) });
            foreach (var customer in Customers)
                await node.Send(new RegisterCustomer(customer, customer, null, null, null));
        }

        public async Task Do(Step step)
        {
            var (a, b, c, n) = (step.A, step.B, step.C, ++_steps);
            var customer = Customers[a % 2];
            try
            {
                await (step.Deed switch
                {
                    Deed.Revise => Revise(b % 3, c),
                    Deed.Assign => Assign(
                        $"{tag}-{n}-{a}-{b}-{c}", customer, new[] { "month", "week", "floor", "once" }[b % 4], c),
                    Deed.Change when _assignments.Count > 0 => node.Send(
                        new ChangeAssignment(One(a).Customer, One(a).Assignment, new(1 + (b % 4), b % 3 == 0, Day(c)))),
                    Deed.End when _assignments.Count > 0 =>
                        node.Send(new EndAssignment(One(a).Customer, One(a).Assignment, One(a).Start.AddDays(b % 120))),
                    Deed.Call => node.Record([new { callId = $"{tag}-{a}-{b}-{c}", customerId = customer,
                        destination = "442079460000", startedAt = $"{Day(b):yyyy-MM-dd}T10:00:00Z", billedSeconds = 60,
                        amount = $"{1 + (c % 9)}" }]),
                    Deed.Run => Run(c),
                    Deed.Restate => node.Send(new Restate(From, To, Customers, false, "put right")),
                    Deed.Pay => node.Send(new ReceivePayment(customer, 1 + (b % 30), $"{tag}-{a}-{b}-{c}")),
                    _ => Task.CompletedTask,
                });
            }
            catch (ProblemException)
            {
                // People also ask for what a rule forbids; nothing is written then, with either twin.
            }
        }

        private (string Customer, string Assignment, DateOnly Start) One(int n) => _assignments[n % _assignments.Count];

        private Task Revise(int which, int c)
        {
            var (package, frequency, match, minimum) = which switch
            {
                0 => ("month", "monthly", "[1,15]", (decimal?)null),
                1 => ("week", "weekly", "[\"mon\"]", null),
                _ => ("floor", "monthly", "[1]", 30m),
            };
            return node.Send(new RevisePackage { PackageId = $"{tag}-{package}", Name = $"{tag} {package}",
                Retail = which == 2 ? 0 : c % 20 / 2m, Cost = c % 3, SetupRetail = 5, MinimumSpend = minimum,
                Frequency = frequency, FrequencyMatch = Given.Json(match), EffectiveFrom = Day(c / 20) });
        }

        private async Task Assign(string name, string customer, string package, int c)
        {
            // The twins' steps have other numbers in between, so what a step is called by is what it does.
            var id = $"{tag}-{name[(tag.Length + 1)..].Split('-', 2)[1]}";
            await node.Send(new AssignPackage(customer, new(id, $"{tag}-{package}", 1 + (c % 3), Day(c),
                c % 4 == 0 ? Day(c).AddDays(c % 90) : null, null, c % 2 == 0, null, null, false)));
            _assignments.Add((customer, id, Day(c)));
        }

        private async Task Run(int c) => Runs.Add((await node.Run(Day(c), [.. Customers])).RunId);

        /// <summary>Few days, so that runs meet what is due: firsts, fifteenths and Mondays of five months.</summary>
        private static DateOnly Day(int n) => (n % 3) switch
        {
            0 => From.AddMonths(n / 3 % 5),
            1 => From.AddMonths(n / 3 % 5).AddDays(14),
            _ => new DateOnly(2025, 1, 6).AddDays(7 * (n / 3 % 20)),
        };
    }
}
