namespace PackageBilling.Modules.Tests.Billing.Terms;

/// <summary>Prices that an assignment has of its own (domain: "The assignment").</summary>
public sealed class OwnPrices
{
    private static readonly PackageTerms Monthly = Book.Terms(
        10, 4) with { Frequency = Frequency.Monthly, MonthDays = [1] };

    [Fact]
    public void a_price_from_a_date_and_back() => Book.Of(Monthly).Assigned("2025-01-01", quantity: 3)
        .After(Changed("2025-01-01") with { Retail = 8.50m }).After(Changed("2025-02-15") with { Retail = 9.25m })
        .After(Changed("2025-03-15") with { Retail = new(null) })
        .Nightly("2025-01-01", "2025-04-01").Select(line => line.Retail).ShouldBe([25.5m, 25.5m, 27.75m, 30m]);

    [Fact]
    public void a_discount_is_rounded_before_it_is_multiplied() => Book.Of(Monthly with { Retail = 9.99m })
        .Assigned("2025-01-01", quantity: 7)
        .After(Changed("2025-01-01") with { DiscountPercent = 12.5m }).After(Changed("2025-02-01") with { Retail = 5 })
        .Nightly("2025-01-01", "2025-02-01").Select(line => line.Retail).ShouldBe([61.18875m, 30.625m]);

    [Fact]
    public void a_line_says_whose_price_it_has()
    {
        var book = Book.Of(Monthly).Assigned("2025-01-01").After(Changed("2025-02-01") with { Retail = 8 })
            .After(Changed("2025-03-01") with { Retail = new(null) });
        book.Run("2025-01-01").Single().Line.PriceFrom.ShouldBe(PriceFrom.Package);
        book.Run("2025-02-01").Single().Line.PriceFrom.ShouldBe(PriceFrom.Assignment);
        book.Run("2025-03-01").Single().Line.PriceFrom.ShouldBe(PriceFrom.Package);
    }

    [Fact]
    public void its_own_cost_and_setup()
    {
        var book = Book.Of(Monthly).Assigned("2025-01-01", quantity: 2)
            .After(Changed("2025-01-01") with { Cost = 3, SetupRetail = 20, SetupCost = 1 });
        var lines = book.Run("2025-01-01").Select(line => line.Line).ToList();
        lines.Select(line => (line.Kind, line.Retail, line.Cost))
            .ShouldBe([(ChargeKind.Setup, 40m, 2m), (ChargeKind.Recurring, 20m, 6m)]);
    }

    [Fact]
    public void its_own_minimum_where_the_package_has_none() => Book.Of(Monthly with { Retail = 0, Cost = 0 })
        .Assigned("2025-01-01")
        .After(Changed("2025-01-01") with { MinimumSpend = 50 }).Spent(20).Run("2025-02-01")
        .Single(line => line.Outcome == LineOutcome.Charged).Line.Retail.ShouldBe(30);

    [Fact]
    public void a_minimum_in_proportion_to_the_active_days()
    {
        var terms = Monthly with { Retail = 0, Cost = 0, MinimumSpend = 31, MinimumProrated = true };
        Settled(Book.Of(terms).Assigned("2025-01-22").Spent(4), "2025-02-01").ShouldBe(6);
        Settled(Book.Of(terms).Assigned("2024-12-01").Paused("2025-01-11").Resumed("2025-01-21"), "2025-02-01")
            .ShouldBe(21);
        Settled(Book.Of(terms).Assigned("2024-12-01"), "2025-02-01").ShouldBe(31);
    }

    [Fact]
    public void terms_are_stored_and_read_alike()
    {
        var terms = new AssignmentTerms { Quantity = 2, AutoDecrementCredit = true, Retail = 8.5m }
            .After(Changed("2025-02-01") with { Retail = new(null), DiscountPercent = 5 })
            .After(new AssignmentPaused("a", "c", Book.Day("2025-02-10")))
            .After(new AssignmentResumed("a", "c", Book.Day("2025-02-20")));
        AssignmentTerms.Parse(terms.Text()).ShouldBe(terms);
        new AssignmentTerms { Quantity = 2, AutoDecrementCredit = true }.Text()
            .ShouldBe("""{"quantity":2,"autoDecrementCredit":true}""");
    }

    private static decimal Settled(Book book, string date) =>
        book.Run(date).Single(line => line.Line.Kind == ChargeKind.MinimumSpend).Line.Retail;

    private static AssignmentChanged Changed(string from) => new("a", "c", Book.Day(from));
}
