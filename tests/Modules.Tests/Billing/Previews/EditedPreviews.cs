using FsCheck;
using FsCheck.Fluent;
using PackageBilling.Catalog;
using PackageBilling.Subscriptions;

namespace PackageBilling.Modules.Tests.Billing.Previews;

/// <summary>Whatever others do at the same time, a token posts exactly what was previewed, or nothing.</summary>
public sealed class EditedPreviews
{
    private static readonly int Cases = Environment.GetEnvironmentVariable("PACKAGEBILLING_LONG") == "1" ? 300 : 20;
    private static readonly DateOnly First = new(2025, 2, 1);
    private static int _carriers;

    public enum Deed
    {
        Revise,
        Assign,
        Change,
        End,
        Pay,
        Call,
        Adjust,
        Run,
        Reverse,
        Edit,
    }

    public sealed record Edit(Deed Deed, int A, int B);

    [Fact]
    public async Task under_concurrent_edits_it_posts_exactly_the_previewed_lines_or_is_refused()
    {
        await using var node = await Node.Start();
        (await Try([])).ShouldBeTrue();
        (await Try([.. Enumerable.Repeat(new Edit(Deed.Revise, 0, 1), 3)])).ShouldBeFalse();
        Prop.ForAll(Edits(), edits =>
        {
            _ = Try(edits).GetAwaiter().GetResult();
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(Cases));

        async Task<bool> Try(Edit[] edits)
        {
            var carrier = await Carrier.Make(node, $"e{Interlocked.Increment(ref _carriers)}");
            var before = edits.Length / 3;
            var preview = await node.Send(new Simulate(First, carrier.Customers));
            foreach (var edit in edits.Take(before)) await carrier.Do(edit);
            var others = Task.Run(async () =>
            {
                foreach (var edit in edits.Skip(before)) await carrier.Do(edit);
            });
            ChargeRunAsked? asked = null;
            try
            {
                asked = await node.Send(new RunPreview(First, carrier.Customers, preview.PreviewToken!));
            }
            catch (ProblemException e)
            {
                e.Kind.ShouldBe(ProblemKind.Conflict);
                e.Events.ShouldNotBeNull().ShouldNotBeEmpty();
            }
            await others;
            (await node.Count("SELECT count(*) FROM events.mt_events WHERE type = 'charge_run_started' AND data -> "
                + $"'previewedAt' = '{preview.Position}' AND data ->> 'customerIds' LIKE '%{carrier.Tag}-%'"))
                .ShouldBe(asked is null ? 0 : 1);
            if (asked is null) return false;
            var run = await node.Ended(asked.RunId);
            run.Status.ShouldBe(RunStatus.Completed);
            (await node.Lines(run)).Select(line => line.Outcome == LineOutcome.Charged
                ? line with { ChargeId = null } : line).ShouldBe(preview.Lines);
            (run.Totals with { ByCurrency = [] }).ShouldBe(preview.Totals with { ByCurrency = [] });
            (await node.Send(new ReplayRuns([run.RunId])))[0].Equal.ShouldBeTrue();
            return true;
        }
    }

    [Fact]
    public async Task of_many_runs_with_one_token_at_once_one_posts()
    {
        await using var node = await Node.Start();
        var carrier = await Carrier.Make(node, "twins");
        var token = (await node.Send(new Simulate(First, carrier.Customers))).PreviewToken!;
        var all = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            try
            {
                await node.Send(new RunPreview(First, carrier.Customers, token));
                return true;
            }
            catch (ProblemException e)
            {
                e.Events!.Cast<EventBetween>().ShouldAllBe(fact => fact.Type == "charges_posted");
                return false;
            }
        })));
        all.Count(won => won).ShouldBe(1);
    }

    private static Arbitrary<Edit[]> Edits() => Arb.From(
        from length in Gen.Choose(0, 8)
        from edits in (from deed in Gen.Elements(Enum.GetValues<Deed>()) from a in Gen.Choose(0, 999)
            from b in Gen.Choose(0, 999) select new Edit(deed, a, b)).ArrayOf(length)
        select edits,
        edits => Enumerable.Range(0, edits.Length).Select(i => edits.Where((_, index) => index != i).ToArray()));

    /// <summary>A few customers with packages of all kinds, and people who edit them.</summary>
    private sealed class Carrier(Node node, string tag)
    {
        private readonly List<(string Customer, string Assignment)> _assignments = [];
        private int _edits;

        public string Tag { get; } = tag;

        public List<string> Customers { get; } = [.. Enumerable.Range(0, 3).Select(n => $"{tag}-c{n}")];

        public static async Task<Carrier> Make(Node node, string tag)
        {
            var carrier = new Carrier(node, tag);
            await carrier.Define("seat", 10, 5, null);
            await carrier.Define("floor", 0, 0, 20);
            foreach (var customer in carrier.Customers)
            {
                await node.Send(new RegisterCustomer(customer, customer, null, null, 10));
                foreach (var package in (string[])["seat", "floor"]) await carrier.Assign(customer, package, 1);
            }
            return carrier;
        }

        public async Task Do(Edit edit)
        {
            var (a, b, n) = (edit.A, edit.B, ++_edits);
            var customer = Customers[a % Customers.Count];
            var one = _assignments[a % _assignments.Count];
            try
            {
                await (edit.Deed switch
                {
                    Deed.Revise => node.Send(Terms("seat", b % 4, 5, null)),
                    Deed.Assign => Assign(customer, "seat", 1 + (b % 3)),
                    Deed.Change => node.Send(new ChangeAssignment(
                        one.Customer, one.Assignment, new(1 + (b % 3), b % 2 == 0, First.AddDays((b % 3) - 1)))),
                    Deed.End =>
                        node.Send(new EndAssignment(one.Customer, one.Assignment, First.AddDays((b % 60) - 20))),
                    Deed.Pay => node.Send(new ReceivePayment(customer, 1 + (b % 30), $"{Tag}-{n}")),
                    Deed.Adjust => node.Send(new AdjustCredit(customer, (b % 40) - 20.5m, "a correction")),
                    Deed.Call =>
                        node.Record([new { callId = $"{Tag}-{n}", customerId = customer, destination = "442079460000",
                            startedAt = $"2025-01-{1 + (b % 31):00}T10:00:00Z", billedSeconds = 60, amount = "3" }]),
                    Deed.Run => node.Run(First, customer),
                    Deed.Reverse => Reverse(customer),
                    _ => node.Send(new EditCustomer(customer, null, b % 20, b % 2 == 0 ? "Europe/London" : null)),
                });
            }
            catch (ProblemException)
            {
                // People also ask for what a rule forbids; nothing is written then.
            }
        }

        private async Task Assign(string customer, string package, int quantity)
        {
            var assigned = await node.Send(new AssignPackage(customer,
                new(null, $"{Tag}-{package}", quantity, new(2025, 1, 1), null, null, true, null, null, null)));
            _assignments.Add((customer, assigned.AssignmentId));
        }

        private async Task Reverse(string customer)
        {
            var posted = (await node.Log.ReadStream(Streams.Account(customer), CancellationToken.None))
                .Select(stored => stored.Data).OfType<ChargesPosted>();
            if (posted.SelectMany(charges => charges.Lines)
                .FirstOrDefault(line => line.Kind == ChargeKind.Recurring) is { } line)
                await node.Send(new ReverseLine(line.Id, "a mistake", ChargeAgain: posted.Count() % 2 == 0));
        }

        private Task Define(string package, decimal retail, decimal setup, decimal? minimum) =>
            node.Send(new DefinePackage
            {
                PackageId = $"{Tag}-{package}", Name = $"{Tag} {package}", Retail = retail, Cost = 0,
                SetupRetail = setup, MinimumSpend = minimum, Frequency = "monthly", FrequencyMatch = Given.Json("[1]"),
            });

        private RevisePackage Terms(string package, decimal retail, decimal setup, decimal? minimum) => new()
        {
            PackageId = $"{Tag}-{package}", Name = $"{Tag} {package}", Retail = retail, Cost = 0, SetupRetail = setup,
            MinimumSpend = minimum, Frequency = "monthly", FrequencyMatch = Given.Json("[1]"), EffectiveFrom = First,
        };
    }
}
