namespace PackageBilling.Modules.Tests.Billing;

/// <summary>The worked cases of the domain page, by their numbers, that need no calls.</summary>
public sealed class WorkedCases
{
    private const ChargeKind Setup = ChargeKind.Setup, Recurring = ChargeKind.Recurring,
        Minimum = ChargeKind.MinimumSpend;

    [Fact]
    public void case_1_setup_on_the_start_date_then_every_first()
    {
        var book = Book.Of(Book.Terms(retail: 10, setup: 5).Monthly(1)).Assigned("2025-01-15", quantity: 3);
        book.Nightly("2025-01-01", "2025-03-31")
            .ShouldBe([("2025-01-15", Setup, 15), ("2025-02-01", Recurring, 30), ("2025-03-01", Recurring, 30)]);
        book.Credit.ShouldBe(925);
    }

    [Fact]
    public void case_2_a_second_run_posts_nothing_and_run_package_charges_again_without_setup()
    {
        var book = Book.Of(Book.Terms(retail: 10, setup: 5).Monthly(1)).Assigned("2025-02-01", quantity: 3);
        book.Run("2025-02-01").Sum(line => line.Line.Retail).ShouldBe(45);
        book.Run("2025-02-01").ShouldHaveSingleItem().Outcome.ShouldBe(LineOutcome.AlreadyCharged);
        var again = book.Run("2025-02-01", OnRepeat.ChargeAgain).ShouldHaveSingleItem();
        (again.Outcome, again.Line.Kind, again.Line.Retail, again.Line.Occurrence)
            .ShouldBe((LineOutcome.Charged, Recurring, 30m, 2));
        book.Credit.ShouldBe(925);
    }

    [Theory]
    [InlineData(new[] { 15, 31 }, 24, 480)]
    [InlineData(new[] { 31 }, 12, 240)]
    [InlineData(new[] { 30, 31 }, 19, 380)]
    [InlineData(new[] { 29, 30, 31 }, 30, 600)]
    public void case_3_clamped_days_over_a_year(int[] days, int lines, decimal total)
    {
        var charged = Book.Of(Book.Terms(retail: 20).Monthly(days)).Assigned("2025-01-01")
            .Nightly("2025-01-01", "2025-12-31");
        (charged.Count, charged.Sum(line => line.Retail)).ShouldBe((lines, total));
    }

    [Fact]
    public void case_4_weekly_on_two_days() =>
        Book.Of(Book.Terms(retail: 7).Weekly(DayOfWeek.Monday, DayOfWeek.Thursday)).Assigned("2025-03-01", quantity: 2)
            .Nightly("2025-03-01", "2025-03-31").Sum(line => line.Retail).ShouldBe(126);

    [Fact]
    public void case_5_daily_over_the_end_of_february() =>
        Book.Of(Book.Terms(retail: 0.50m).Daily()).Assigned("2025-02-26", "2025-03-02", quantity: 4)
            .Nightly("2025-02-01", "2025-04-01").Sum(line => line.Retail).ShouldBe(10);

    [Fact]
    public void case_6_frequency_none_is_setup_once() =>
        Book.Of(Book.Terms(retail: 99, setup: 25)).Assigned("2025-01-15", quantity: 2)
            .Nightly("2025-01-01", "2025-03-31").ShouldBe([("2025-01-15", Setup, 50)]);

    [Theory]
    [InlineData("2025-03-01", 30)]
    [InlineData("2025-02-28", 20)]
    public void case_7_the_end_date_is_inclusive(string end, decimal total) =>
        Book.Of(Book.Terms(retail: 10).Monthly(1)).Assigned("2025-01-01", end).Nightly("2025-01-01", "2025-06-30")
            .Sum(line => line.Retail).ShouldBe(total);

    [Fact]
    public void case_8_a_revision_holds_from_its_date() =>
        Book.Of(Book.Terms(retail: 10).Monthly(1))
            .Revised("2025-02-15", Book.Terms(retail: 12).Monthly(1)).Assigned("2025-01-15")
            .Nightly("2025-02-01", "2025-03-01")
            .ShouldBe([("2025-02-01", Recurring, 10), ("2025-03-01", Recurring, 12)]);

    [Fact]
    public void case_9_six_decimals_survive() =>
        Book.Of(Book.Terms(retail: 0.003m).Daily()).Assigned("2025-01-15", quantity: 7).Run("2025-01-15")
            .ShouldHaveSingleItem().Line.Retail.ShouldBe(0.021m);

    [Fact]
    public void case_10_credit_may_go_below_zero_and_the_line_says_so()
    {
        var book = Book.Of(Book.Terms(retail: 30).Monthly(1), credit: 5).Assigned("2025-01-15");
        book.Run("2025-02-01").ShouldHaveSingleItem().Line.InsufficientCredit.ShouldBeTrue();
        book.Credit.ShouldBe(-25);
    }

    [Fact]
    public void a_credit_limit_keeps_the_flag_away_until_it_is_passed()
    {
        Book.Of(Book.Terms(retail: 30).Monthly(1), credit: 5, creditLimit: 25).Assigned("2025-01-15")
            .Run("2025-02-01")[0].Line.InsufficientCredit.ShouldBeFalse();
        Book.Of(Book.Terms(retail: 30).Monthly(1), credit: 5, creditLimit: 24.999999m).Assigned("2025-01-15")
            .Run("2025-02-01")[0].Line.InsufficientCredit.ShouldBeTrue();
    }

    [Fact]
    public void case_11_without_auto_decrement_lines_are_posted_and_credit_is_untouched()
    {
        var book = Book.Of(Book.Terms(retail: 10, setup: 5).Monthly(1))
            .Assigned("2025-02-01", quantity: 3, autoDecrement: false);
        book.Run("2025-02-01").Sum(line => line.Line.Retail).ShouldBe(45);
        book.Credit.ShouldBe(1000);
    }

    [Fact]
    public void case_12_minimum_spend_without_calls_and_with_too_few()
    {
        var book = Book.Of(Book.Terms(minimumSpend: 50).Monthly(1)).Assigned("2025-01-01");
        book.Spent(25).Run("2025-02-01").ShouldContain(line => line.Line.Kind == Minimum && line.Line.Retail == 25);
        book.Spent(0).Run("2025-03-01").ShouldContain(line => line.Line.Kind == Minimum && line.Line.Retail == 50);
        book.Spent(62.40m).Run("2025-04-01").ShouldContain(line => line.Line.Kind == Minimum
            && line.Outcome == LineOutcome.Skipped && line.Reason == Reasons.ZeroAmount);
    }

    [Fact]
    public void case_13_the_last_interval_is_settled_once_after_the_end()
    {
        var book = Book.Of(Book.Terms(minimumSpend: 50).Monthly(1)).Assigned("2025-01-01", "2025-01-31").Spent(25);
        book.Nightly("2025-01-01", "2025-06-30").ShouldBe([("2025-02-01", Minimum, 25)]);
    }

    [Fact]
    public void case_19_a_settlement_takes_minimum_and_quantity_of_its_interval()
    {
        Book.Of(Book.Terms(minimumSpend: 50).Monthly(1)).Revised("2025-02-01", Book.Terms(minimumSpend: 100).Monthly(1))
            .Assigned("2025-01-01").Spent(25)
            .Run("2025-02-01").Single(line => line.Line.Kind == Minimum).Line.Retail.ShouldBe(25);
        Book.Of(Book.Terms(minimumSpend: 50).Monthly(1)).Assigned("2025-01-01")
            .Changed("2025-02-01", quantity: 10).Spent(25)
            .Run("2025-02-01").Single(line => line.Line.Kind == Minimum).Line.Retail.ShouldBe(25);
    }

    [Fact]
    public void case_20_what_another_system_billed_is_not_charged_again()
    {
        var book = Book.Of(Book.Terms(retail: 10, setup: 5).Monthly(1))
            .Assigned("2025-01-15", quantity: 3, billedThrough: "2025-02-15");
        book.Run("2025-02-01").ShouldHaveSingleItem().Reason.ShouldBe(Reasons.BilledElsewhere);
        book.Nightly("2025-01-01", "2025-03-31").ShouldBe([("2025-03-01", Recurring, 30)]);
    }

    [Fact]
    public void setup_is_charged_on_the_first_date_that_is_run_but_keeps_the_start_in_its_key()
    {
        var line = Book.Of(Book.Terms(setup: 5)).Assigned("2025-01-15").Run("2025-02-20").ShouldHaveSingleItem().Line;
        (line.Kind, line.PostingDate, line.Retail).ShouldBe((Setup, new DateOnly(2025, 1, 15), 5m));
    }

    [Fact]
    public void a_date_that_has_not_come_in_the_customers_zone_skips_the_customer() =>
        Book.Of(Book.Terms(retail: 10).Daily()).Assigned("2025-01-15").Run("2025-02-01", OnRepeat.Skip, "UTC")
            .ShouldHaveSingleItem().Reason.ShouldBe(Reasons.NotYetDate);

    [Fact]
    public void a_free_line_is_considered_and_skipped_with_the_reason()
    {
        var outcome = Book.Of(Book.Terms().Daily()).Assigned("2025-01-15").Decide(new(2025, 2, 1));
        outcome.Lines.ShouldHaveSingleItem().Reason.ShouldBe(Reasons.ZeroAmount);
        (outcome.Totals.Considered, outcome.Totals.Skipped).ShouldBe((1, 1));
    }

    [Fact]
    public void a_contradiction_quarantines_the_assignment_and_says_which()
    {
        var line = Book.Of(Book.Terms(retail: 10).Daily(), currency: "EUR").Assigned("2025-01-15").Run("2025-02-01")
            .ShouldHaveSingleItem();
        line.Outcome.ShouldBe(LineOutcome.Quarantined);
        line.Reason.ShouldBe("the package's currency is USD, the customer's EUR");
    }
}
