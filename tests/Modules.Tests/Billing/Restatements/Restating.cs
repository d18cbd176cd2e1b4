using Microsoft.Extensions.DependencyInjection;
using PackageBilling.Catalog;
using PackageBilling.Subscriptions;

namespace PackageBilling.Modules.Tests.Billing.Restatements;

/// <summary>Late facts are put right by lines that link to what they correct; the originals stay (domain:
/// "Credit", restatement).</summary>
public sealed class Restating
{
    private static readonly DateOnly First = new(2025, 2, 1);

    [Fact]
    public async Task a_late_price_is_restated_once_and_netted_by_the_next()
    {
        await using var node = await Node.Start();
        await SeatOfAcme.Assign(node);
        var run = await node.Run(First, "acme");
        (await node.Send(new Restate(First, First))).Lines.ShouldBeEmpty();
        var lines = await node.Lines(run);
        await Price(node, 12);

        var impact = (await node.Send(new Restate(First, First))).Lines.ShouldHaveSingleItem();
        (impact.Of, impact.IsGap, impact.StandsRetail, impact.DueRetail, impact.Retail, impact.Cost,
            impact.FirstEvent!.Type).ShouldBe((ChargeKind.Recurring, false, 10m, 12m, 2m, 0m, "package_revised"));
        (await Credit(node)).ShouldBe(85);

        var posted = await node.Send(new Restate(First, First, null, false, "price was late"));
        (posted.Totals.Lines, posted.Totals.Retail, posted.Totals.Debited, posted.NotPosted.Count)
            .ShouldBe((1, 2m, 2m, 0));
        posted.Lines.ShouldHaveSingleItem().ShouldBe(impact with { FirstEvent = posted.Lines[0].FirstEvent });
        (impact.Corrects, impact.ChargeId).ShouldBe(
            (ChargeIds.Of(impact.AssignmentId, ChargeKind.Recurring, First, 1), $"{impact.Corrects}.restatement.1"));
        (await Credit(node)).ShouldBe(83);
        (await Apply(node)).Lines.ShouldBeEmpty();
        (await node.Run(First, "acme")).Totals.Lines.ShouldBe(0);

        await Price(node, 9);
        var netted = (await Apply(node)).Lines.ShouldHaveSingleItem();
        (netted.ChargeId, netted.StandsRetail, netted.Retail).ShouldBe(($"{impact.Corrects}.restatement.2", 12m, -3m));
        (await Credit(node)).ShouldBe(86);
        await Untouched(node, run, lines);
    }

    [Fact]
    public async Task a_late_assignment_fills_the_gap_and_no_run_posts_it_again()
    {
        await using var node = await Node.Start();
        await SeatOfAcme.Assign(node);
        var run = await node.Run(First, "acme");
        await node.Run(First.AddMonths(1), "acme");
        var lines = await node.Lines(run);
        var late = (await node.Send(
            new AssignPackage("acme", new(null, "seat", 2, First, null, null, true, null, null, null)))).AssignmentId;
        (await Apply(node)).Lines.Select(line =>
            (line.Date, line.Of, line.IsGap, line.AssignmentId, line.Retail, line.FirstEvent!.Type)).ShouldBe(
            [
                (First, ChargeKind.Setup, true, late, 10m, "package_assigned"),
                (First, ChargeKind.Recurring, true, late, 20m, "package_assigned"),
                (First.AddMonths(1), ChargeKind.Recurring, true, late, 20m, "package_assigned"),
            ]);
        (await Credit(node)).ShouldBe(100 - 15 - 10 - 50);
        await RandomHistories.Rebuild(node, "billing");
        (await Credit(node)).ShouldBe(100 - 15 - 10 - 50);
        var again = await node.Run(First, "acme");
        (again.Totals.Lines, again.Totals.AlreadyCharged).ShouldBe((0, 2));
        (await node.Send(new ReplayRuns([again.RunId])))[0].Equal.ShouldBeTrue();
        (await Apply(node)).Lines.ShouldBeEmpty();

        // It ends before the second date after all, which takes back what filled the gap there.
        await node.Send(new EndAssignment("acme", late, First));
        var undone = (await Apply(node)).Lines.ShouldHaveSingleItem();
        (undone.Date, undone.IsGap, undone.StandsRetail, undone.DueRetail, undone.Retail, undone.FirstEvent!.Type)
            .ShouldBe((First.AddMonths(1), true, 20m, 0m, -20m, "assignment_ended"));
        await Untouched(node, run, lines);
    }

    [Fact]
    public async Task a_line_that_no_longer_takes_credit_is_moved_to_what_waits_for_an_invoice()
    {
        await using var node = await Node.Start();
        await SeatOfAcme.Assign(node);
        await node.Run(First, "acme");
        var assignment = (await node.Lines((await node.Run(First, "acme"))))[0].AssignmentId;
        await node.Send(new ChangeAssignment("acme", assignment, new(null, false, First)));
        var lines = (await Apply(node)).Lines;
        lines.Select(line => (line.Of, line.Retail, line.DebitsCredit)).ShouldBe(
            [(ChargeKind.Setup, -5m, true), (ChargeKind.Setup, 5m, false), (ChargeKind.Recurring, -10m, true),
                (ChargeKind.Recurring, 10m, false)]);
        var account = await node.Send(new GetAccount("acme"));
        (account.Credit, account.Accrued).ShouldBe((100m, 15m));
        (await Apply(node)).Lines.ShouldBeEmpty();
        var invoiced = await node.Send(new MarkInvoiced("acme", First, "I-1"));
        (invoiced.Lines, invoiced.ByCurrency[0].Retail).ShouldBe((2, 15m));
        (await node.Send(new GetAccount("acme"))).Accrued.ShouldBe(0);
    }

    [Fact]
    public async Task a_line_taken_back_on_purpose_is_no_gap_and_what_corrected_it_goes_with_it()
    {
        await using var node = await Node.Start();
        await SeatOfAcme.Assign(node);
        var run = await node.Run(First, "acme");
        var recurring = (await node.Lines(run)).Single(line => line.Kind == ChargeKind.Recurring).ChargeId!;
        await Price(node, 12);
        await Apply(node);
        await node.Send(new ReverseLine(recurring, "not used"));
        (await Credit(node)).ShouldBe(93);
        var left = (await Apply(node)).Lines.ShouldHaveSingleItem();
        (left.Corrects, left.StandsRetail, left.DueRetail, left.Retail, left.FirstEvent!.Type)
            .ShouldBe((recurring, 2m, 0m, -2m, "line_reversed"));
        (await Credit(node)).ShouldBe(95);
        (await Apply(node)).Lines.ShouldBeEmpty();

        (await Should.ThrowAsync<ProblemException>(() => node.Send(new ReverseLine(left.ChargeId, "wrong")))).Kind
            .ShouldBe(ProblemKind.Conflict);
    }

    [Fact]
    public async Task setup_is_put_right_where_it_stands_to_what_the_first_run_that_meets_it_would_post()
    {
        await using var node = await Node.Start();
        await SeatOfAcme.Assign(node);
        await node.Run(First.AddMonths(2), "acme");
        await node.Run(First, "acme");
        var assignment = (await node.Lines(await node.Run(First, "acme")))[0].AssignmentId;
        await node.Send(new ChangeAssignment("acme", assignment, new(3, null, First)));
        await node.Send(new ChangeAssignment("acme", assignment, new(4, null, First.AddMonths(1))));
        (await Apply(node)).Lines.Select(line => (line.Date, line.Of, line.IsGap, line.Retail)).ShouldBe(
            [(First, ChargeKind.Recurring, false, 20m), (First.AddMonths(2), ChargeKind.Setup, false, 15m),
                (First.AddMonths(2), ChargeKind.Recurring, false, 30m)]);

        // It ends before the first run's date, so the second run would post setup, for a quantity of 3.
        await node.Send(new EndAssignment("acme", assignment, First.AddDays(10)));
        (await Apply(node)).Lines
            .Select(line => (line.Date, line.Of, line.IsGap, line.StandsRetail, line.DueRetail)).ShouldBe(
                [(First.AddMonths(2), ChargeKind.Setup, false, 20m, 15m),
                    (First.AddMonths(2), ChargeKind.Recurring, false, 40m, 0m)]);
        (await Credit(node)).ShouldBe(100 - 15 - 30);
        (await Apply(node)).Lines.ShouldBeEmpty();
        (await node.Run(First, "acme")).Totals.Lines.ShouldBe(0);
    }

    [Fact]
    public async Task setup_reversed_to_be_charged_again_is_put_right_by_the_runs_since_and_not_by_those_before()
    {
        await using var node = await Node.Start();
        await SeatOfAcme.Assign(node);
        var first = (await node.Lines(await node.Run(First.AddDays(20), "acme"))).ShouldHaveSingleItem();
        await node.Send(new ChangeAssignment("acme", first.AssignmentId, new(3, null, First.AddDays(20))));
        await node.Send(new ReverseLine(first.ChargeId!, "for one only", ChargeAgain: true));
        (await node.Run(First.AddDays(2), "acme")).Totals.Lines.ShouldBe(1);
        (await Apply(node)).Lines.ShouldBeEmpty();
        (await Credit(node)).ShouldBe(95);

        await node.Send(new ChangeAssignment("acme", first.AssignmentId, new(2, null, First)));
        (await Apply(node)).Lines.Select(line => (line.Corrects, line.Retail, line.FirstEvent!.Type)).ShouldBe(
            [(ChargeIds.Of(first.AssignmentId, ChargeKind.Setup, First, 2), 5m, "assignment_changed")]);
        (await Apply(node)).Lines.ShouldBeEmpty();
    }

    [Fact]
    public async Task what_is_shown_is_what_is_posted_to_the_flag_of_credit_that_is_used_up()
    {
        await using var node = await Node.Start();
        await SeatOfAcme.Assign(node);
        await node.Run(First, "acme");
        await node.Run(First.AddMonths(1), "acme");
        await Price(node, 60);
        var shown = (await node.Send(new Restate(First, First.AddMonths(3)))).Lines;
        shown.Select(line => (line.Retail, line.InsufficientCredit)).ShouldBe([(50m, false), (50m, true)]);
        (await Apply(node)).Lines.Select(line => line with { FirstEvent = null })
            .ShouldBe(shown.Select(line => line with { FirstEvent = null }));
        (await Credit(node)).ShouldBe(-25);
    }

    [Fact]
    public async Task late_calls_are_restated_and_then_not_unbilled_any_more()
    {
        await using var node = await Node.Start();
        await node.Send(new RegisterCustomer("acme", "Acme", null, null, null));
        await node.Send(new DefinePackage { PackageId = "floor", Name = "Floor", Retail = 0, Cost = 0,
            MinimumSpend = 50, Frequency = "monthly", FrequencyMatch = Given.Json("[1]") });
        await node.Send(
            new AssignPackage("acme", new("all", "floor", 1, new(2025, 1, 1), null, null, true, null, null, null)));
        await node.Run(First, "acme");
        await node.Record([Call("k1", "20")]);
        (await Unbilled(node)).ShouldBe([(-20m, "all.minimumSpend.2025-02-01.1")]);

        var line = (await Apply(node)).Lines.ShouldHaveSingleItem();
        (line.Of, line.StandsRetail, line.DueRetail, line.Retail, line.FirstEvent!.Type)
            .ShouldBe((ChargeKind.MinimumSpend, 50m, 30m, -20m, "calls_rated"));
        (await Unbilled(node)).ShouldBeEmpty();
        await node.Record([Call("k2", "7")]);
        (await Unbilled(node)).ShouldBe([(-7m, "all.minimumSpend.2025-02-01.1")]);
        (await Apply(node)).Lines.ShouldHaveSingleItem().Retail.ShouldBe(-7);
        (await Unbilled(node)).ShouldBeEmpty();

        // A second assignment, known late: what fills the gap is a settlement too.
        await node.Send(
            new AssignPackage("acme", new("late", "floor", 1, new(2025, 1, 1), null, null, true, null, null, null)));
        (await Apply(node)).Lines.ShouldHaveSingleItem().Retail.ShouldBe(23);
        (await Unbilled(node)).ShouldBeEmpty();
        await node.Record([Call("k3", "3")]);
        (await Unbilled(node))
            .ShouldBe([(-3m, "all.minimumSpend.2025-02-01.1"), (-3m, "late.minimumSpend.2025-02-01.0")]);
        (await Apply(node)).Lines.Select(one => one.Retail).ShouldBe([-3m, -3m]);
        (await Unbilled(node)).ShouldBeEmpty();

        static object Call(string id, string amount) => new { callId = id, customerId = "acme",
            destination = "442079460000", startedAt = "2025-01-10T10:00:00Z", billedSeconds = 60, amount };
    }

    [Fact]
    public async Task settlements_of_two_assignments_in_one_correction_are_each_one_s_own()
    {
        await using var node = await Node.Start();
        await node.Send(new RegisterCustomer("acme", "Acme", null, null, null));
        await node.Send(new DefinePackage { PackageId = "floor", Name = "Floor", Retail = 0, Cost = 0,
            MinimumSpend = 50, Frequency = "monthly", FrequencyMatch = Given.Json("[1]") });
        await node.Send(
            new AssignPackage("acme", new("all", "floor", 1, new(2025, 1, 1), null, null, true, null, null, null)));
        await node.Send(new AssignPackage(
            "acme", new("one", "floor", 1, new(2025, 1, 1), null, "442079460001", true, null, null, null)));
        await node.Record([Call("k1", "7", null)]);
        await node.Run(First, "acme");

        await node.Record([Call("k2", "5", "442079460001")]);
        (await Unbilled(node))
            .ShouldBe([(-5m, "all.minimumSpend.2025-02-01.1"), (-5m, "one.minimumSpend.2025-02-01.1")]);
        (await Apply(node)).Lines.Select(line => (line.StandsRetail, line.DueRetail))
            .ShouldBe([(43m, 38m), (50m, 45m)]);
        (await Unbilled(node)).ShouldBeEmpty();

        static object Call(string id, string amount, string? did) => new { callId = id, customerId = "acme", did,
            destination = "442079460000", startedAt = "2025-01-10T10:00:00Z", billedSeconds = 60, amount };
    }

    [Fact]
    public async Task two_applications_at_once_post_once_and_a_repeat_with_the_same_key_is_answered_alike()
    {
        await using var node = await Node.Start();
        await SeatOfAcme.Assign(node);
        await node.Run(First, "acme");
        await Price(node, 12);
        var applied = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => Apply(node))));
        applied.Sum(one => one.Lines.Count).ShouldBe(1);
        (await Credit(node)).ShouldBe(83);

        await Price(node, 13);
        var first = await node.Send(new Restate(First, First, null, false), "a key");
        var second = await node.Send(new Restate(First, First, null, false), "a key");
        (second.RestatementId, second.Lines.Count).ShouldBe((first.RestatementId.ShouldNotBeNull(), 1));
        (await Credit(node)).ShouldBe(82);
    }

    private static Task<RestatementView> Apply(Node node) =>
        node.Send(new Restate(First, First.AddMonths(3), null, false));

    private static async Task Untouched(Node node, RunView run, List<ReportLine> lines)
    {
        (await node.Lines(run)).ShouldBe(lines);
        var replay = (await node.Send(new ReplayRuns([run.RunId])))[0];
        (replay.Equal, replay.RecomputedSeal)
            .ShouldBe((true, (await node.Send(new GetChargeRun(run.RunId))).Seal.ShouldNotBeNull()));
        var verified = await node.Services.GetRequiredService<Verification>()
            .Run(ChainHead.None, null, CancellationToken.None);
        (verified.Ok, verified.FirstFault).ShouldBe((true, null));
    }

    private static async Task<List<(decimal Retail, string? Corrects)>> Unbilled(Node node) =>
        (await node.Unbilled(First, "acme")).ConvertAll(line => (line.Retail, line.Corrects));

    private static Task Price(Node node, decimal retail) => node.Send(new RevisePackage
    {
        PackageId = "seat", Name = "Seat", Retail = retail, Cost = 6, SetupRetail = 5, Frequency = "monthly",
        FrequencyMatch = Given.Json("[1]"), EffectiveFrom = First
    });

    private static async Task<decimal> Credit(Node node) => (await node.Send(new GetAccount("acme"))).Credit;
}
