using PackageBilling.Catalog;
using PackageBilling.Modules.Tests.Billing;
using PackageBilling.Subscriptions;

namespace PackageBilling.Modules.Tests.Auditing;

/// <summary>Explanations read right to a billing clerk (domain: "Time travel and audit").</summary>
public sealed class Explaining
{
    [Fact]
    public async Task a_line_is_explained_by_its_events_its_rule_and_its_arithmetic()
    {
        await using var audited = await Audited.Start();
        await audited.Node.Send(new ChangeAssignment("acme", "a1", new(4, null, new(2025, 2, 20))));
        await audited.Run();
        var told = await audited.Node.Send(new ExplainCharge("a1.recurring.2025-02-01.1"));
        told.IsReversed.ShouldBeFalse();
        told.Steps.Select(step => step.Text).SkipLast(1).ShouldBe(
        [
            "a charge run for 2025-02-01 was asked for",
            "package seat was assigned to acme: quantity 3, from 2025-01-15, open, lines take credit",
            "from 2025-02-20 on: quantity 4",
            "on 2025-02-01 the package \"Seat\" has the terms of its first definition: monthly on day 1, retail "
                + "10.00, cost 6.00, setup retail 5.00, setup cost 0.00",
            "2025-02-01 is a billing day of monthly on day 1",
            "quantity on 2025-02-01: 3",
            "retail: 3 × 10.00 = 30.00",
            "cost: 3 × 6.00 = 18.00; margin 12.00 USD",
        ]);
        told.Steps[^1].Text.ShouldEndWith("credit 985.00 − 30.00 = 955.00");
        told.Steps.Select(step => step.Event?.Type).ShouldBe(
            ["charge_run_started", "package_assigned", "assignment_changed", "package_defined", null, null, null, null,
                "charges_posted"]);
        told.Steps[0].Event!.Actor.ShouldBe("test");
        (await audited.Node.Send(new ExplainCharge("a1.recurring.2025-03-01.1"))).Steps.Select(step => step.Text)
            .ShouldContain("retail: 4 × 10.00 = 40.00");
        (await audited.Node.Send(new ExplainCharge("b1.setup.2025-01-15.1")))
            .Steps[^1].Text.ShouldEndWith("it takes no credit and waits for an invoice");
    }

    [Fact]
    public async Task a_line_is_explained_by_the_revision_that_was_known_when_it_was_decided()
    {
        await using var audited = await Audited.Start();
        await audited.Node.Send(new RevisePackage
        {
            PackageId = "seat", Name = "Seat", Retail = 12, Cost = 6, Frequency = "monthly",
            FrequencyMatch = Given.Json("[1]"), EffectiveFrom = new(2025, 2, 15),
        });
        await audited.Run();
        await audited.Node.Send(new RevisePackage
        {
            PackageId = "seat", Name = "Seat", Retail = 99, Cost = 6, Frequency = "monthly",
            FrequencyMatch = Given.Json("[1]"), EffectiveFrom = new(2025, 2, 20),
        });
        (await audited.Node.Send(new ExplainCharge("a1.recurring.2025-02-01.1"))).Steps.Select(step => step.Text)
            .ShouldContain("retail: 3 × 10.00 = 30.00");
        var later = await audited.Node.Send(new ExplainCharge("a1.recurring.2025-03-01.1"));
        later.Steps.Select(step => step.Text).ShouldContain("retail: 3 × 12.00 = 36.00");
        later.Steps.Single(step => step.Event?.Type == "package_revised")
            .Text.ShouldContain("the revision effective from 2025-02-15");
    }

    [Fact]
    public async Task a_reversed_line_tells_who_took_it_back()
    {
        await using var audited = await Audited.Start();
        await audited.Run();
        await audited.Node.Send(new ReverseLine("a1.recurring.2025-02-01.1", "billed in error"));
        foreach (var id in (string[])["a1.recurring.2025-02-01.1", "a1.recurring.2025-02-01.1.reversal"])
        {
            var told = await audited.Node.Send(new ExplainCharge(id));
            told.IsReversed.ShouldBeTrue();
            told.Steps[^1].Text.ShouldContain("billed in error");
            told.Steps[^1].Event!.Type.ShouldBe("line_reversed");
        }
        var unknown = new ExplainCharge("a1.recurring.2024-02-01.1");
        (await Should.ThrowAsync<ProblemException>(() => audited.Node.Send(unknown)))
            .Kind.ShouldBe(ProblemKind.NotFound);
    }

    [Fact]
    public async Task a_minimum_tells_the_calls_that_it_counted_and_free_minutes_the_calls_that_used_them()
    {
        await using var audited = await Audited.Start();
        var node = audited.Node;
        await node.Send(new DefinePackage
        {
            PackageId = "floor", Name = "Floor", Retail = 0, Cost = 0, MinimumSpend = 500, Frequency = "monthly",
            FrequencyMatch = Given.Json("[1]"),
        });
        await node.Send(new DefinePackage
        {
            PackageId = "minutes", Type = "freeMinutes", Name = "Minutes", Retail = 1, Cost = 0, Frequency = "monthly",
            FrequencyMatch = Given.Json("[1]"),
        });
        await node.Send(new AssignPackage(
            "acme", new("floor", "floor", 1, new(2025, 1, 1), null, null, true, null, null, null)));
        await node.Send(new AssignPackage(
            "acme", new("one", "floor", 1, new(2025, 1, 1), null, "442079460001", true, null, null, null)));
        await node.Send(new AssignPackage(
            "acme", new("m", "minutes", 1, new(2025, 2, 1), null, null, true, 10, null, null)));
        await node.Record(
            Enumerable.Range(0, 30).Select(n => Call($"j{n:D2}", "2025-01-10", n, n < 3 ? "442079460001" : null)));
        await node.Record([Call("f1", "2025-02-10", 5), Call("f2", "2025-02-11", 6)]);
        await node.Run(Audited.First);
        await node.Record([Call("late", "2025-01-11", 50)]);

        var minimum = (await node.Send(new ExplainCharge("floor.minimumSpend.2025-02-01.1"))).Calls.ShouldNotBeNull();
        (minimum.From, minimum.Through, minimum.Did, minimum.Calls, minimum.Charged, minimum.Largest.Count)
            .ShouldBe((new(2025, 1, 1), new DateOnly(2025, 1, 31), null, 30, 435m, 20));
        minimum.Largest[0].CallId.ShouldBe("j29");
        minimum.Charged.ShouldBe(
            (await node.Send(new ExplainCharge("floor.minimumSpend.2025-02-01.1"))).Line.Spend!.Value);
        var told = await node.Send(new ExplainCharge("one.minimumSpend.2025-02-01.1"));
        (told.Calls!.Calls, told.Calls.Charged).ShouldBe((3, told.Line.Spend!.Value));
        (await node.Shown(string.Join('\n', told.Steps.Select(step => step.Text)))).Split('\n')
            .ShouldContain(
                "3 calls of DID 442079460001 with local dates from 2025-01-01 to 2025-01-31 were charged 3.00 after "
                    + "free minutes");
        var minutes = await node.Send(new ExplainCharge("m.recurring.2025-02-01.1"));
        (minutes.Calls!.Calls, minutes.Calls.FreeSeconds).ShouldBe((2, 120));
        minutes.Steps.Select(step => step.Text).ShouldContain(
            "its free minutes from 2025-02-01 to 2025-02-28: 2 calls recorded by now used 120 seconds of them");
        (await node.Send(new ExplainCharge("a1.recurring.2025-02-01.1"))).Calls.ShouldBeNull();

        static object Call(string id, string day, int amount, string? did = null) =>
            new { callId = id, customerId = "acme", did, destination = "442079460000", startedAt = $"{day}T10:00:00Z",
                billedSeconds = 60, amount = $"{amount}" };
    }

    [Fact]
    public async Task what_was_not_charged_says_why()
    {
        await using var audited = await Audited.Start();
        var node = audited.Node;
        await node.Send(new DefinePackage
        {
            PackageId = "eom", Name = "End of month", Retail = 1, Cost = 0, Frequency = "monthly",
            FrequencyMatch = Given.Json("[30,31]"),
        });
        await node.Send(new DefinePackage
        {
            PackageId = "once", Name = "Once", Retail = 1, Cost = 0, Frequency = "none", SetupRetail = 2,
        });
        await node.Send(new AssignPackage(
            "acme", new("ended", "eom", 1, new(2025, 1, 1), new(2025, 3, 31), null, true, null, null, null)));
        await node.Send(new AssignPackage(
            "acme", new("moved", "eom", 1, new(2025, 1, 1), null, null, true, null, new(2025, 2, 15), null)));
        await node.Send(new AssignPackage(
            "acme", new("setup", "once", 1, new(2025, 1, 1), null, null, true, null, new(2025, 1, 1), null)));

        (await Told(node, "ended", "2025-02-28"))
            .ShouldBe(("wouldBeCharged", "recurring of 1.00 USD is due and not posted"));
        (await node.Send(new ExplainDate("acme", "ended", new(2025, 2, 28)))).Steps.Select(step => step.Text)
            .ShouldContain(
                "2025-02-28 is a billing day of monthly on day 30, 31: the month has 28 days, so day 30 and 31 falls "
                    + "on its last");
        await audited.Run();
        (await Told(node, "a1", "2025-02-01"))
            .ShouldBe(("alreadyCharged", "recurring was charged already: a1.recurring.2025-02-01.1"));
        (await node.Send(new ExplainDate("acme", "a1", new(2025, 2, 1))))
            .Steps[^1].Event!.Type.ShouldBe("charges_posted");
        (await Told(node, "a1", "2025-02-02"))
            .ShouldBe(("notDue", "2025-02-02, a Sunday, is no billing day of monthly on day 1"));
        (await node.Send(new ExplainDate("acme", "a1", new(2025, 2, 2))))
            .NextDue.ShouldBe([new(2025, 3, 1), new(2025, 4, 1), new(2025, 5, 1)]);
        (await Told(node, "a1", "2025-01-01")).ShouldBe(("notDue", "it begins on 2025-01-15"));
        (await Told(node, "ended", "2025-04-30")).ShouldBe(("notDue", "it ended on 2025-03-31"));
        (await node.Send(new ExplainDate("acme", "ended", new(2025, 4, 30)))).NextDue.ShouldBeEmpty();
        (await Told(node, "moved", "2025-01-31"))
            .ShouldBe(("skipped", "another system has billed it through 2025-02-15"));
        (await Told(node, "a2", "2025-02-02")).ShouldBe(("skipped", "recurring comes to 0 and has no cost"));
        (await Told(node, "setup", "2025-02-02"))
            .ShouldBe(("notDue", "2025-02-02 is no billing day: the frequency is none"));
        (await Told(node, "a1", "2899-02-01")).ShouldBe(("skipped", "2899-02-01 has not come yet in UTC"));
        (await Should.ThrowAsync<ProblemException>(() => Told(node, "b1", "2025-02-01")))
            .Kind.ShouldBe(ProblemKind.NotFound);
    }

    private static async Task<(string Outcome, string Reason)> Told(Node node, string assignmentId, string date)
    {
        var told = await node.Send(new ExplainDate("acme", assignmentId, Given.Day(date)));
        return (told.Outcome, told.Reason);
    }
}
