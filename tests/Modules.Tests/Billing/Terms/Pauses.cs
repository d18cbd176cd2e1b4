namespace PackageBilling.Modules.Tests.Billing.Terms;

/// <summary>Paused dates bill nothing and use nothing (domain: "The assignment").</summary>
public sealed class Pauses
{
    private static readonly PackageTerms Monthly = Book.Terms(
        10, setup: 5) with { Frequency = Frequency.Monthly, MonthDays = [1] };

    [Fact]
    public void paused_months_bill_nothing_and_setup_is_once() => Book.Of(Monthly)
        .Assigned("2025-01-01").Paused("2025-01-20")
        .Resumed("2025-03-10").Nightly("2025-01-01", "2025-04-01").ShouldBe(
        [
            ("2025-01-01", ChargeKind.Setup, 5), ("2025-01-01", ChargeKind.Recurring, 10),
            ("2025-04-01", ChargeKind.Recurring, 10),
        ]);

    [Fact]
    public void the_first_paused_date_is_paused_and_the_date_of_resuming_is_not() =>
        Book.Of(Monthly with { SetupRetail = 0 }).Assigned("2025-01-01")
            .Paused("2025-02-01").Resumed("2025-03-01").Nightly("2025-01-01", "2025-03-31").Select(line => line.Date)
            .ShouldBe(["2025-01-01", "2025-03-01"]);

    [Fact]
    public void of_a_pause_and_a_resumption_on_one_date_the_later_recorded_holds()
    {
        Terms().After(Paused("2025-02-01")).After(Resumed("2025-02-01")).Pauses().ShouldBeEmpty();
        Terms().After(Paused("2025-02-01")).After(Resumed("2025-02-10")).After(Paused("2025-02-10")).Pauses()
            .ShouldBe([new(Day("2025-02-01"), null)]);
    }

    [Fact]
    public void pauses_may_be_recorded_in_any_order() => Terms().After(Paused("2025-06-01")).After(Paused("2025-02-01"))
        .After(Resumed("2025-02-15"))
        .Pauses().ShouldBe([new(Day("2025-02-01"), Day("2025-02-15")), new(Day("2025-06-01"), null)]);

    [Fact]
    public void a_minimum_is_settled_for_an_interval_with_an_active_date_and_not_for_one_without()
    {
        var terms = Monthly with { Retail = 0, SetupRetail = 0, MinimumSpend = 50 };
        var book = Book.Of(terms).Assigned("2025-01-01").Paused("2025-01-20").Resumed("2025-03-10");
        book.Nightly("2025-01-02", "2025-04-01")
            .ShouldBe([("2025-02-01", ChargeKind.MinimumSpend, 50), ("2025-04-01", ChargeKind.MinimumSpend, 50)]);
    }

    [Fact]
    public void active_days_are_those_inside_and_not_paused()
    {
        var book = new AssignmentBook(1, "a", "p", null, Day("2025-01-10"), Day("2025-01-25"),
            Terms().After(Paused("2025-01-12")).After(Resumed("2025-01-15")));
        book.ActiveDays(Day("2025-01-01"), Day("2025-02-01")).ShouldBe(13);
        book.ActiveDays(Day("2025-01-20"), Day("2025-02-01")).ShouldBe(6);
        book.ActiveDays(Day("2025-02-01"), Day("2025-03-01")).ShouldBe(0);
    }

    private static AssignmentTerms Terms() => new() { Quantity = 1 };

    private static AssignmentPaused Paused(string from) => new("a", "c", Day(from));

    private static AssignmentResumed Resumed(string on) => new("a", "c", Day(on));

    private static DateOnly Day(string date) => Book.Day(date);
}
