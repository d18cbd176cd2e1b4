using FluentValidation;
using Microsoft.Extensions.DependencyInjection;
using PackageBilling.Catalog;
using PackageBilling.Subscriptions;

namespace PackageBilling.Modules.Tests.Billing;

/// <summary>A reversal lasts unless it is asked to be charged again (domain: "Credit", reversal).</summary>
public sealed class Reversing : IAsyncLifetime
{
    private static readonly DateOnly First = new(2025, 2, 1);
    private Node _node = null!;

    public async ValueTask InitializeAsync()
    {
        _node = await Node.Start();
        await _node.Send(new DefinePackage { PackageId = "seat", Name = "Seat", Retail = 10, Cost = 6, SetupRetail = 5,
            Frequency = "monthly", FrequencyMatch = Given.Json("[1]") });
        foreach (var customer in (string[])["acme", "beta"])
        {
            await _node.Send(new RegisterCustomer(customer, customer, null, null, null));
            await _node.Send(new ReceivePayment(customer, 100, "r1"));
            await _node.Send(new AssignPackage(customer,
                new($"seat-of-{customer}", "seat", 1, First, null, null, customer == "acme", null, null, null)));
        }
    }

    public ValueTask DisposeAsync() => _node.DisposeAsync();

    [Fact]
    public async Task a_reversal_lasts_its_date_run_again_posts_nothing_and_says_that_it_was_reversed()
    {
        await _node.Run(First);
        await _node.Send(new ReverseLine("seat-of-acme.recurring.2025-02-01.1", "not used"));

        var again = await _node.Run(First, "acme");
        (again.Totals.Lines, again.Totals.AlreadyCharged, again.Totals.AlreadyChargedLines).ShouldBe((0, 1, 1));
        var line = (await _node.Lines(again)).ShouldHaveSingleItem();
        (line.Outcome, line.Reason, line.ChargeId)
            .ShouldBe((LineOutcome.AlreadyCharged, "reversed", "seat-of-acme.recurring.2025-02-01.1"));
        (await Credit("acme")).ShouldBe(95);
        (await Unbilled("acme")).ShouldBeEmpty();
        (await _node.Send(new Restate(First, First, null, false, "nothing is wrong"))).Lines.ShouldBeEmpty();
        (await _node.Send(new ExplainDate("acme", "seat-of-acme", First))).Reason.ShouldBe(
            "recurring was charged and reversed, and is not to be charged again: seat-of-acme.recurring.2025-02-01.1");
        (await Explained("seat-of-acme.recurring.2025-02-01.1"))
            .ShouldEndWith("the line counts as charged, so no run charges it again");

        await RandomHistories.Rebuild(_node, "billing");
        (await _node.Send(new Simulate(First, ["acme"]))).Lines.ShouldHaveSingleItem().Reason.ShouldBe("reversed");
        (await Verified()).ShouldBeNull();
    }

    [Fact]
    public async Task what_is_to_be_charged_again_is_unbilled_until_a_run_charges_it_and_as_known_before_it_stood()
    {
        await _node.Run(First);
        var before = (await _node.Send(new Simulate(First, ["acme"]))).Position!.Value;
        await _node.Send(new ReverseLine("seat-of-acme.recurring.2025-02-01.1", "wrong price", ChargeAgain: true));

        (await Explained("seat-of-acme.recurring.2025-02-01.1"))
            .ShouldEndWith("the next run of its date charges the line again if it is due");
        (await Unbilled("acme")).ShouldHaveSingleItem().Retail.ShouldBe(10);
        (await _node.Send(new MakeForecast(First, First, ["acme"], "day"))).Totals
            .ShouldHaveSingleItem().Retail.ShouldBe(10);
        (await _node.Send(new Simulate(First, ["acme"], new(before, null)))).Lines.ShouldHaveSingleItem().Reason
            .ShouldBe("alreadyCharged");
        (await _node.Send(new Restate(First, First, null, false, "late"))).Lines.ShouldBeEmpty();

        (await _node.Run(First)).Totals.Retail.ShouldBe(10);
        (await Unbilled("acme")).ShouldBeEmpty();
        (await _node.Run(First)).Totals.Lines.ShouldBe(0);
        (await Verified()).ShouldBeNull();
    }

    [Fact]
    public async Task run_package_charges_a_reversed_line_again_on_purpose_and_setup_never()
    {
        await _node.Run(First);
        await _node.Send(new ReverseLine("seat-of-acme.recurring.2025-02-01.1", "not used"));
        await _node.Send(new ReverseLine("seat-of-acme.setup.2025-02-01.1", "waived"));
        (await Credit("acme")).ShouldBe(100);

        (await _node.Run(First, "acme")).Totals.Lines.ShouldBe(0);
        (await _node.Run(First.AddMonths(1), "acme")).Totals.Retail.ShouldBe(10);
        var made = await _node.RunPackage("acme", First);
        var line = (await _node.Lines(made)).Single(line => line.Outcome == LineOutcome.Charged);
        (line.Kind, line.Again, line.ChargeId)
            .ShouldBe((ChargeKind.Recurring, true, "seat-of-acme.recurring.2025-02-01.2"));

        // Of two postings one that was not reversed says why nothing is charged.
        (await _node.Send(new Simulate(First, ["acme"]))).Lines.ShouldHaveSingleItem().Reason
            .ShouldBe("alreadyCharged");
        await _node.Send(new ReverseLine("seat-of-acme.recurring.2025-02-01.2", "neither", ChargeAgain: true));
        (await _node.Send(new Simulate(First, ["acme"]))).Lines.ShouldHaveSingleItem().Reason.ShouldBe("reversed");
    }

    [Fact]
    public async Task a_comparison_of_before_and_after_a_reversal_owes_less()
    {
        await _node.Run(First);
        var before = (await _node.Send(new Simulate(First, ["acme"]))).Position!.Value;
        await _node.Send(new ReverseLine("seat-of-acme.recurring.2025-02-01.1", "not used"));
        var compared = await _node.Send(new CompareSimulations(
            new(null, First, ["acme"], new(before, null), null), new(null, First, ["acme"], null, null)));
        var line = compared.Lines.ShouldHaveSingleItem();
        (line.Retail, line.Right!.Reason, line.FirstEvent!.Type).ShouldBe((-10m, "reversed", "line_reversed"));
    }

    [Fact]
    public async Task a_run_is_reversed_as_it_was_simulated_and_run_again_it_posts_nothing()
    {
        var run = await _node.Run(First);
        var tail = await _node.Log.Tail(CancellationToken.None);
        var shown = await _node.Send(new ReverseRun(run.RunId));
        (await _node.Log.Tail(CancellationToken.None)).ShouldBe(tail);

        (shown.RunId, shown.Simulate, shown.Date).ShouldBe((run.RunId, true, First));
        (shown.Totals.Considered, shown.Totals.Charged, shown.Totals.Lines, shown.Totals.Retail, shown.Totals.Cost,
            shown.Totals.Debited).ShouldBe((2, 2, 4, -30m, -12m, -15m));
        shown.Accounts.ShouldBe([new("acme", 85, 100), new("beta", 100, 100)]);
        shown.Lines.Select(line => (line.ChargeId, line.Kind, line.Retail, line.Reason)).ShouldBe(
        [
            ("seat-of-acme.setup.2025-02-01.1.reversal", ChargeKind.Reversal, -5m, null),
            ("seat-of-acme.recurring.2025-02-01.1.reversal", ChargeKind.Reversal, -10m, null),
            ("seat-of-beta.setup.2025-02-01.1.reversal", ChargeKind.Reversal, -5m, null),
            ("seat-of-beta.recurring.2025-02-01.1.reversal", ChargeKind.Reversal, -10m, null),
        ]);

        var done = await _node.Send(new ReverseRun(run.RunId, Simulate: false, "the wrong month"));
        done.Simulate.ShouldBeFalse();
        done.Lines.ShouldBe(shown.Lines.Select(line => line with { Reason = "the wrong month" }));
        done.Accounts.ShouldBe(shown.Accounts);
        (await Credit("acme")).ShouldBe(100);
        (await _node.Send(new GetAccount("beta"))).Accrued.ShouldBe(0);

        (await _node.Run(First)).Totals.Lines.ShouldBe(0);
        var more = await _node.Send(new ReverseRun(run.RunId, Simulate: false, "once more"));
        (more.Totals.Lines, more.Lines.Count).ShouldBe((0, 0));
        (await _node.Send(new ReplayRuns([run.RunId]))).ShouldHaveSingleItem().Equal.ShouldBeTrue();
        (await Verified()).ShouldBeNull();
    }

    [Fact]
    public async Task a_run_is_reversed_for_some_customers_without_what_was_reversed_before_and_charged_again_if_asked()
    {
        var run = await _node.Run(First);
        await _node.Send(new ReverseLine("seat-of-acme.setup.2025-02-01.1", "waived"));
        var done = await _node.Send(
            new ReverseRun(run.RunId, Simulate: false, "wrong terms", ChargeAgain: true, ["acme"]));
        done.Lines.ShouldHaveSingleItem().Corrects.ShouldBe("seat-of-acme.recurring.2025-02-01.1");
        (await Credit("acme")).ShouldBe(100);

        var again = await _node.Run(First);
        (again.Totals.Lines, again.Totals.Retail, again.Totals.AlreadyCharged).ShouldBe((1, 10m, 1));
        (await _node.Send(new ReverseRun(run.RunId))).Lines.Select(line => line.CustomerId)
            .Distinct().ShouldBe(["beta"]);
        (await _node.Send(new ReverseRun(again.RunId))).Lines.ShouldHaveSingleItem().Corrects
            .ShouldBe("seat-of-acme.recurring.2025-02-01.2");
    }

    [Fact]
    public async Task a_run_is_not_reversed_without_a_reason_nor_one_that_is_unknown_or_has_customers_who_are()
    {
        var run = await _node.Run(First);
        (await Should.ThrowAsync<ValidationException>(() => _node.Send(new ReverseRun(run.RunId, Simulate: false))))
            .Errors.ShouldHaveSingleItem().PropertyName.ShouldBe("reason");
        (await Should.ThrowAsync<ProblemException>(() => _node.Send(new ReverseRun("none")))).Kind
            .ShouldBe(ProblemKind.NotFound);
        (await Should.ThrowAsync<ProblemException>(() => _node.Send(
            new ReverseRun(run.RunId, CustomerIds: ["nobody"])))).Field.ShouldBe("customerIds");
        (await Credit("acme")).ShouldBe(85);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void a_run_that_has_not_ended_is_not_reversed(bool paused)
    {
        var run = new RunState(
            new("r", RunKind.ChargeRun, First, null, null, [], "1"), paused ? RunPhase.Paused : RunPhase.Running);
        var refused = Should.Throw<ProblemException>(() => ReverseRun.Decide(new("r"), run));
        (refused.Kind, refused.Field).ShouldBe((ProblemKind.Conflict, "runId"));
        refused.Message.ShouldBe(
            $"is {(paused ? "paused" : "running")}; reverse it when it has ended, or cancel it first");
    }

    [Fact]
    public async Task a_run_reversed_by_many_at_once_among_payments_gives_credit_back_once()
    {
        var run = await _node.Run(First);
        await Task.WhenAll(Enumerable.Range(0, 6).Select(n => Task.Run(async () =>
        {
            if (n % 2 == 0) await _node.Send(new ReverseRun(run.RunId, Simulate: false, "twice"));
            else await _node.Send(new ReceivePayment("acme", 1, $"p{n}"));
        })));
        (await Credit("acme")).ShouldBe(103);
        (await _node.Count("SELECT count(*) FROM events.mt_events WHERE type = 'line_reversed'")).ShouldBe(4);
        (await Verified()).ShouldBeNull();
    }

    [Fact]
    public async Task the_answer_to_a_reversal_is_given_again_to_its_repeat()
    {
        var run = await _node.Run(First);
        var reverse = new ReverseRun(run.RunId, Simulate: false, "the wrong month");
        var done = await _node.Send(reverse, "once");
        var repeated = await _node.Send(reverse, "once");
        repeated.Totals.Lines.ShouldBe(4);
        repeated.Lines.ShouldBe(done.Lines);
    }

    /// <summary>Reverses a line, unless it was reversed before.</summary>
    internal static async Task IfItStands(Node node, ChargeLine line, bool chargeAgain)
    {
        try
        {
            await node.Send(new ReverseLine(line.Id, "billed in error", chargeAgain));
        }
        catch (ProblemException refused) when (refused.Kind == ProblemKind.Conflict)
        {
            // It was.
        }
    }

    private async Task<string> Explained(string chargeId) =>
        (await _node.Send(new ExplainCharge(chargeId))).Steps[^1].Text;

    private async Task<decimal> Credit(string customer) => (await _node.Send(new GetAccount(customer))).Credit;

    private async Task<IReadOnlyList<ReportLine>> Unbilled(string customer)
    {
        await using var scope = _node.Services.CreateAsyncScope();
        return (await scope.ServiceProvider.GetRequiredService<GetUnbilled>()
            .Page("2025-02-01", "2025-02-28", customer, PageRequest.Read(null, null), CancellationToken.None)).Items;
    }

    private async Task<Fault?> Verified() =>
        (await _node.Services.GetRequiredService<Verification>()
            .Run(ChainHead.None, null, CancellationToken.None)).FirstFault;
}
