using Microsoft.Extensions.DependencyInjection;
using PackageBilling.Catalog;
using PackageBilling.Subscriptions;

namespace PackageBilling.Modules.Tests.Billing.Previews;

/// <summary>A run that is given the token of a simulation posts exactly its lines, or nothing.</summary>
public sealed class RunningPreviews
{
    private static readonly DateOnly First = new(2025, 2, 1);

    [Fact]
    public async Task it_posts_the_previewed_lines_and_is_sealed_replayed_and_explained_like_any_run()
    {
        await using var node = await Node.Start();
        await SeatOfAcme.Assign(node);
        var preview = await node.Send(new Simulate(First, null));
        // What takes effect later, or leaves the lines as they are, is no reason to refuse.
        await Price(node, 12, First.AddDays(1));
        await node.Send(new ReceivePayment("acme", 7, "r2"));

        var run = await Run(node, preview.PreviewToken!);
        (run.Status, run.Totals.Retail, run.Totals.Lines).ShouldBe((RunStatus.Completed, 15m, 2));
        var lines = await node.Lines(run);
        lines.Select(line => line with { ChargeId = null }).ShouldBe(preview.Lines);
        (await node.Send(new GetAccount("acme"))).Credit.ShouldBe(100 + 7 - 15);
        run.Seal.ShouldNotBeNull();
        var replay = (await node.Send(new ReplayRuns([run.RunId])))[0];
        (replay.Equal, replay.RecomputedSeal).ShouldBe((true, run.Seal));
        var verified = await node.Services.GetRequiredService<Verification>()
            .Run(ChainHead.None, null, CancellationToken.None);
        (verified.Ok, verified.FirstFault).ShouldBe((true, null));
        (await node.Send(new ExplainCharge(lines[0].ChargeId!))).Steps[0].Text
            .ShouldBe("a charge run for 2025-02-01 was asked for, to post exactly what was previewed at position "
                + $"{preview.Position}");
    }

    [Fact]
    public async Task what_has_changed_the_lines_is_named_and_nothing_is_posted()
    {
        await using var node = await Node.Start();
        await SeatOfAcme.Assign(node);
        var token = (await node.Send(new Simulate(First, ["acme"]))).PreviewToken!;
        await node.Send(
            new DefinePackage { PackageId = "other", Name = "Other", Retail = 1, Cost = 0, Frequency = "daily" });
        await Price(node, 12, First);
        var late = await node.Send(
            new AssignPackage("acme", new(null, "seat", 2, First, null, null, true, null, null, null)));

        var refused = await Refused(node, token, ["acme"]);
        (refused.Kind, refused.Field, refused.EventCount).ShouldBe((ProblemKind.Conflict, "previewToken", 2));
        refused.Events!.Cast<EventBetween>()
            .Select(fact => (fact.Type, fact.Actor, fact.CustomerId, fact.AssignmentId, fact.PackageId)).ShouldBe(
                [("package_revised", "test", null, null, "seat"),
                    ("package_assigned", "test", "acme", late.AssignmentId, "seat")]);
        refused.Message.ShouldContain("simulate again: package_revised at ");
        (await node.Send(new ListChargeRuns(null, null, null, new PageRequest(10, null)))).Items.ShouldBeEmpty();
        (await node.Send(new GetAccount("acme"))).Credit.ShouldBe(100);
    }

    [Fact]
    public async Task it_is_refused_once_it_is_posted_and_a_repeat_with_the_same_key_is_answered_alike()
    {
        await using var node = await Node.Start();
        await SeatOfAcme.Assign(node);
        var token = (await node.Send(new Simulate(First, null))).PreviewToken!;
        var first = await node.Send(new RunPreview(First, null, token), "a key");
        (await node.Send(new RunPreview(First, null, token), "a key")).ShouldBe(first);
        (await Refused(node, token)).Events!.Cast<EventBetween>().Select(fact => (fact.Type, fact.CustomerId))
            .ShouldBe([("charges_posted", "acme")]);
    }

    [Fact]
    public async Task credit_that_runs_dry_changes_a_flag_and_so_the_lines()
    {
        await using var node = await Node.Start();
        await SeatOfAcme.Assign(node);
        var token = (await node.Send(new Simulate(First, null))).PreviewToken!;
        await node.Send(new AdjustCredit("acme", -95, "typed wrong"));
        (await Refused(node, token)).Events!.Cast<EventBetween>().Select(fact => fact.Type)
            .ShouldBe(["credit_adjusted"]);
    }

    [Fact]
    public async Task calls_of_the_interval_that_is_settled_change_the_lines()
    {
        await using var node = await Node.Start();
        await node.Send(new RegisterCustomer("acme", "Acme", null, null, null));
        await node.Send(new DefinePackage { PackageId = "floor", Name = "Floor", Retail = 0, Cost = 0,
            MinimumSpend = 50, Frequency = "monthly", FrequencyMatch = Given.Json("[1]") });
        await node.Send(
            new AssignPackage("acme", new("all", "floor", 1, new(2025, 1, 1), null, null, false, null, null, null)));
        var token = (await node.Send(new Simulate(First, null))).PreviewToken!;
        await node.Record([Call("too-late", "2025-02-01T00:00:00Z")]);
        await node.Record([Call("in-time", "2025-01-31T23:59:59Z")]);
        (await Refused(node, token)).Events!.Cast<EventBetween>().ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            fact => fact.Type.ShouldBe("calls_rated"), fact => fact.CustomerId.ShouldBe("acme"));

        static object Call(string id, string startedAt) => new { callId = id, customerId = "acme",
            destination = "442079460000", startedAt, billedSeconds = 60, amount = "5" };
    }

    [Fact]
    public async Task a_token_cannot_be_made_up_or_used_for_anything_else()
    {
        await using var node = await Node.Start();
        await SeatOfAcme.Assign(node);
        var preview = await node.Send(new Simulate(First, ["acme"]));
        var token = preview.PreviewToken!;
        (await Refused(node, token)).Message.ShouldBe("was made for other customers");
        (await Should.ThrowAsync<ProblemException>(() => node.Send(new RunPreview(First.AddDays(1), ["acme"], token))))
            .Message.ShouldBe("was made for 2025-02-01");
        foreach (var other in (string[])["", "x", "x.y", token[..^3], (token[0] == 'e' ? 'f' : 'e') + token[1..],
            new string('a', 100_000)])
            (await Refused(node, other, ["acme"])).Kind.ShouldBe(ProblemKind.Rule);

        // No run does the same as these.
        (await node.Send(new Simulate(First, null, new AsKnownAt(preview.Position, null)))).PreviewToken.ShouldBeNull();
        (await node.Send(new Simulate(First, null, null, new WhatIf(Ends: [new(await Assigned(node), First)]))))
            .PreviewToken.ShouldBeNull();

        // Nor is a token for one kind of run good for the other.
        var again = (await node.Send(new SimulateRunPackage("acme", First, null, null))).PreviewToken!;
        (await Refused(node, again, ["acme"])).Message.ShouldBe("was made for Run Package");
        (await RefusedAgain(node, token)).Message.ShouldBe("was made for a charge run");
    }

    [Fact]
    public async Task run_package_posts_what_its_simulation_has_shown_or_nothing()
    {
        await using var node = await Node.Start();
        await SeatOfAcme.Assign(node);
        await node.Ended((await node.Send(new StartChargeRun(First, null))).RunId);
        var preview = await node.Send(new SimulateRunPackage("acme", First, null, null));
        await node.Send(new ReceivePayment("acme", 7, "r2"));

        var run = await node.Ended((await node.Send(Again(preview.PreviewToken!), "again")).RunId);
        (run.Kind, run.Status, run.Totals.Retail, run.Totals.Lines)
            .ShouldBe(("runPackage", RunStatus.Completed, 10m, 1));
        (await node.Lines(run)).Select(line => line with { ChargeId = null }).ShouldBe(preview.Lines);
        (await node.Send(Again(preview.PreviewToken!), "again")).RunId.ShouldBe(run.RunId);
        run.Seal.ShouldNotBeNull();
        var replay = (await node.Send(new ReplayRuns([run.RunId])))[0];
        (replay.Equal, replay.RecomputedSeal).ShouldBe((true, run.Seal));

        // Posted once more it would be another line, so what was shown is used up.
        (await RefusedAgain(node, preview.PreviewToken!)).Events!.Cast<EventBetween>().Select(fact => fact.Type)
            .ShouldBe(["payment_received", "charges_posted"]);
        var later = (await node.Send(new SimulateRunPackage("acme", First, null, null))).PreviewToken!;
        await Price(node, 12, First);
        (await RefusedAgain(node, later)).Events!.Cast<EventBetween>().Select(fact => fact.Type)
            .ShouldBe(["package_revised"]);
        (await node.Send(new GetAccount("acme"))).Credit.ShouldBe(100 + 7 - 15 - 10);
    }

    [Fact]
    public async Task run_package_for_some_packages_takes_no_preview_of_others()
    {
        await using var node = await Node.Start();
        await SeatOfAcme.Assign(node);
        var all = await node.Send(new SimulateRunPackage("acme", First, null, null));
        var assigned = all.Lines[0].AssignmentId;
        var one = await node.Send(new SimulateRunPackage("acme", First, [assigned], null));
        (await Should.ThrowAsync<ProblemException>(() => node.Send(Again(all.PreviewToken!) with { AssignmentIds = [
            assigned] }, "k"))).Message.ShouldBe("was made for other assignments");
        (await RefusedAgain(node, one.PreviewToken!)).Message.ShouldBe("was made for other assignments");
        (await node.Ended((await node.Send(Again(one.PreviewToken!) with { AssignmentIds = [assigned] }, "k2")).RunId))
            .Totals.Lines.ShouldBe(2);
    }

    [Fact]
    public async Task a_date_that_has_not_come_everywhere_is_refused_when_somebody_would_be_skipped()
    {
        var noon = new DateTimeOffset(2025, 1, 31, 12, 0, 0, TimeSpan.Zero);
        await using var node = await Node.Start(clock: new StandingClock(noon));
        await SeatOfAcme.Assign(node);
        await node.Send(new RegisterCustomer("east", "East", null, "Pacific/Kiritimati", null));
        await node.Send(new AssignPackage("east", new(null, "seat", 1, First, null, null, true, null, null, null)));
        var (all, east) = (await node.Send(new Simulate(First, null)), await node.Send(new Simulate(First, ["east"])));
        (await Refused(node, all.PreviewToken!)).Message
            .ShouldContain("2025-02-01 has not come yet for some of the customers");
        (await node.Ended(
            (await node.Send(new RunPreview(First, ["east"], east.PreviewToken!))).RunId)).Totals.Lines.ShouldBe(2);
    }

    private static async Task<string> Assigned(Node node)
    {
        await using var command = node.Source.CreateCommand("SELECT assignment_id FROM billing.assignments");
        return (string)(await command.ExecuteScalarAsync())!;
    }

    private static async Task<RunView> Run(Node node, string token) =>
        await node.Ended((await node.Send(new RunPreview(First, null, token))).RunId);

    private static Task<ProblemException> Refused(Node node, string token, IReadOnlyList<string>? customers = null) =>
        Should.ThrowAsync<ProblemException>(() => node.Send(new RunPreview(First, customers, token)));

    private static RunPackage Again(string token) => new("acme", First, null, "typed wrong", token);

    private static Task<ProblemException> RefusedAgain(Node node, string token) =>
        Should.ThrowAsync<ProblemException>(() => node.Send(Again(token), Guid.NewGuid().ToString("N")));

    private static Task Price(Node node, decimal retail, DateOnly from) => node.Send(new RevisePackage
    {
        PackageId = "seat", Name = "Seat", Retail = retail, Cost = 6, SetupRetail = 5, Frequency = "monthly",
        FrequencyMatch = Given.Json("[1]"), EffectiveFrom = from
    });

    private sealed class StandingClock(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
