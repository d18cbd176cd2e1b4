namespace PackageBilling.Modules.Tests.Billing.Terms;

/// <summary>Parts of a period (domain: "Proration"): monthly {1}.</summary>
public sealed class Prorations
{
    [Fact]
    public void the_first_period_in_proportion() => Book.Of(Terms(30, Prorate.First, cost: 12))
        .Assigned("2025-04-11", quantity: 2)
        .Nightly("2025-04-11", "2025-05-01").ShouldBe(
        [
            ("2025-04-11", ChargeKind.Proration, 40), ("2025-05-01", ChargeKind.Recurring, 60),
        ]);

    [Fact]
    public void cost_is_prorated_too() =>
        Book.Of(Terms(30, Prorate.First, cost: 12)).Assigned("2025-04-11", quantity: 2).Run("2025-04-11")
            .Single().Line.Cost.ShouldBe(16);

    [Fact]
    public void nothing_is_in_proportion_unless_the_terms_say_so() => Book.Of(Terms(30, Prorate.None))
        .Assigned("2025-04-11", "2025-05-10")
        .Nightly("2025-04-11", "2025-06-01").ShouldBe([("2025-05-01", ChargeKind.Recurring, 30)]);

    [Fact]
    public void the_last_period_is_given_back() => Book.Of(Terms(31, Prorate.Last)).Assigned("2025-01-01", "2025-03-10")
        .Nightly("2025-03-01", "2025-04-02")
        .ShouldBe([("2025-03-01", ChargeKind.Recurring, 31), ("2025-03-10", ChargeKind.Proration, -21)]);

    [Fact]
    public void what_was_not_charged_is_not_given_back() => Book.Of(Terms(31, Prorate.Last))
        .Assigned("2025-03-05", "2025-03-10")
        .Nightly("2025-03-01", "2025-04-02").ShouldBeEmpty();

    [Fact]
    public void nothing_is_left_to_give_back_at_the_end_of_a_period() =>
        Book.Of(Terms(31, Prorate.First | Prorate.Last))
            .Assigned("2025-03-01", "2025-03-31").Nightly("2025-03-01", "2025-04-02")
            .ShouldBe([("2025-03-01", ChargeKind.Recurring, 31)]);

    [Fact]
    public void one_day_is_one_line_of_both_parts() => Book.Of(Terms(31, Prorate.First | Prorate.Last))
        .Assigned("2025-03-10", "2025-03-10").Nightly("2025-03-09", "2025-04-01")
        .ShouldBe([("2025-03-10", ChargeKind.Proration, 1)]);

    [Fact]
    public void quantities_changed_in_the_middle() => Book.Of(Terms(30, Prorate.Changes)).Assigned("2025-04-01")
        .Changed("2025-04-16", 4).Changed("2025-04-26", 2).Nightly("2025-04-01", "2025-05-01").ShouldBe(
        [
            ("2025-04-01", ChargeKind.Recurring, 30), ("2025-04-16", ChargeKind.Proration, 45),
            ("2025-04-26", ChargeKind.Proration, -10), ("2025-05-01", ChargeKind.Recurring, 60),
        ]);

    [Fact]
    public void a_change_that_changes_nothing_is_not_considered() => Book.Of(Terms(30, Prorate.Changes))
        .Assigned("2025-04-01", quantity: 2)
        .Changed("2025-04-16", 2).Decide(Book.Day("2025-04-16")).Lines.ShouldBeEmpty();

    [Fact]
    public void a_change_on_a_billing_day_is_in_the_recurring_line() => Book.Of(Terms(30, Prorate.Changes))
        .Assigned("2025-04-01")
        .Changed("2025-05-01", 4).Nightly("2025-04-01", "2025-05-01").ShouldBe(
            [("2025-04-01", ChargeKind.Recurring, 30), ("2025-05-01", ChargeKind.Recurring, 120)]);

    [Fact]
    public void paused_and_resumed() => Book.Of(Terms(31, Prorate.First | Prorate.Last)).Assigned("2025-03-01")
        .Paused("2025-03-11").Resumed("2025-03-21").Nightly("2025-03-01", "2025-04-01").ShouldBe(
        [
            ("2025-03-01", ChargeKind.Recurring, 31), ("2025-03-10", ChargeKind.Proration, -21),
            ("2025-03-21", ChargeKind.Proration, 11), ("2025-04-01", ChargeKind.Recurring, 31),
        ]);

    [Fact]
    public void a_revision_in_the_middle_waits_for_the_next_billing_day()
    {
        var terms = Terms(30, Prorate.First | Prorate.Last | Prorate.Changes);
        Book.Of(terms).Revised("2025-04-16", terms with { Retail = 60 }).Assigned("2025-04-01", "2025-05-10")
            .Nightly("2025-04-01", "2025-06-01")
            .ShouldBe(
            [
                ("2025-04-01", ChargeKind.Recurring, 30), ("2025-05-01", ChargeKind.Recurring, 60),
                ("2025-05-10", ChargeKind.Proration, -40.645161m),
            ]);
    }

    [Fact]
    public void a_discount_in_the_middle() => Book.Of(Terms(28, Prorate.First | Prorate.Last | Prorate.Changes))
        .Assigned("2025-02-11", "2025-02-24", 2)
        .After(new AssignmentChanged("a", "c", Book.Day("2025-02-20")) { DiscountPercent = 50 })
        .Nightly("2025-02-11", "2025-03-01").ShouldBe(
        [
            ("2025-02-11", ChargeKind.Proration, 36), ("2025-02-20", ChargeKind.Proration, -9),
            ("2025-02-24", ChargeKind.Proration, -4),
        ]);

    [Fact]
    public void the_parts_of_a_month_in_pieces_come_to_the_month_exactly()
    {
        // Started, changed to the same price in other units, and ended inside one period of 31 days.
        var terms = Terms(10, Prorate.First | Prorate.Last | Prorate.Changes);
        var whole = Book.Of(terms).Assigned("2025-03-02", "2025-03-30").Nightly("2025-03-01", "2025-04-01")
            .Sum(line => line.Retail);
        whole.ShouldBe(Amounts.Round(10m * 30 / 31) + Amounts.Round(-10m * 1 / 31));
    }

    private static PackageTerms Terms(decimal retail, Prorate prorate, decimal cost = 0) =>
        Book.Terms(retail, cost) with { Frequency = Frequency.Monthly, MonthDays = [1], Prorate = prorate };
}
