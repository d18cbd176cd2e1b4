using PackageBilling.Subscriptions;
using static PackageBilling.Modules.Tests.Given;

namespace PackageBilling.Modules.Tests.Subscriptions;

public class AssigningPackages
{
    private static readonly DateOnly Today = Day("2025-03-10");

    [Fact]
    public void an_assignment_starts_with_the_quantity_of_the_terms_on_its_start()
    {
        Assign(Assignment(), Package().Quantity(7)).Quantity.ShouldBe(7);
        Assign(Assignment().Quantity(3), Package().Quantity(7)).Quantity.ShouldBe(3);
    }

    [Fact]
    public void everything_said_is_in_the_fact() =>
        Assign(Assignment().Quantity(3).Through("2025-12-31").OnDid("+442079460001")
            .FreeMinutes(200).AutoDecrementCredit()
            .BilledThrough("2025-02-15").BillPast(true), Package().FreeMinutes("44"))
        .ShouldBe(new PackageAssigned("a", "acme", "p", "442079460001", Day("2025-01-15"))
        {
            Quantity = 3, AutoDecrementCredit = true, FreeMinutes = 200, EndDate = Day("2025-12-31"),
            BilledThrough = Day("2025-02-15"), BillPast = true,
        });

    [Theory]
    [InlineData("2025-03-10", null, true)]
    [InlineData("2025-03-09", null, false)]
    [InlineData("2025-03-11", null, false)]
    [InlineData("2025-03-09", true, true)]
    [InlineData("2025-03-10", false, false)]
    public void past_dates_are_billed_by_default_when_it_starts_today(string start, bool? said, bool billPast)
    {
        var body = Assignment().From(start).Body with { BillPast = said };

        AssignPackage.Decide(body, "a", Customer().Customer, Package().Offered(), null, Today).Assigned.BillPast
            .ShouldBe(billPast);
    }

    [Fact]
    public void what_is_missing_is_named() =>
        new AssignPackage.Validator()
            .Faults(new("acme", new(null, null, null, null, null, null, null, null, null, null)))
            .ShouldBe(["packageId", "startDate"]);

    [Fact]
    public void each_detail_has_its_rule()
    {
        var validator = new AssignPackage.Validator();

        validator.Faults(Assignment().Quantity(1).Through("2025-01-15").OnDid("+442079460001").FreeMinutes(1).Request)
            .ShouldBeEmpty();
        validator.Faults(Assignment().Quantity(1_000_000).FreeMinutes(44_640_000).Request).ShouldBeEmpty();
        validator.Faults(Assignment("a b").Request).ShouldBe(["assignmentId"]);
        validator.Faults(Assignment().Of("p p").Request).ShouldBe(["packageId"]);
        validator.Faults(Assignment().Quantity(0).Request).ShouldBe(["quantity"]);
        validator.Faults(Assignment().Quantity(1_000_001).Request).ShouldBe(["quantity"]);
        validator.Faults(Assignment().From("1989-12-31").Request).ShouldBe(["startDate"]);
        validator.Faults(Assignment().Through("2025-01-14").Request).ShouldBe(["endDate"]);
        validator.Faults(Assignment().OnDid("0442079460001").Request).ShouldBe(["did"]);
        validator.Faults(Assignment().OnDid("").Request).ShouldBe(["did"]);
        validator.Faults(Assignment().FreeMinutes(0).Request).ShouldBe(["freeMinutes"]);
        validator.Faults(Assignment().FreeMinutes(44_640_001).Request).ShouldBe(["freeMinutes"]);
    }

    [Fact]
    public void a_retired_package_takes_no_new_assignments() => new Func<object?>(() =>
        AssignPackage.Decide(
            Assignment().Body, "a", Customer().Customer, Package().Offered(retired: true), null, Today))
        .ShouldBeRefused(ProblemKind.Rule, "packageId");

    [Fact]
    public void a_customer_pays_in_one_currency()
    {
        Refused(Assignment(), Package().In("EUR"), Customer(), "packageId");
        Assign(Assignment(), Package().In("EUR"), Customer().In("EUR")).PackageId.ShouldBe("p");
    }

    [Fact]
    public void free_minutes_go_with_packages_that_grant_them()
    {
        Refused(Assignment(), Package().FreeMinutes(), Customer(), "freeMinutes");
        Refused(Assignment().FreeMinutes(5), Package(), Customer(), "freeMinutes");
        Assign(Assignment().FreeMinutes(5), Package().FreeMinutes()).FreeMinutes.ShouldBe(5);
    }

    [Theory]
    [InlineData("2025-02-12", false)]
    [InlineData("2025-02-13", true)]
    public void it_lasts_its_minimum_days(string end, bool accepted)
    {
        var (assignment, package) = (Assignment().From("2025-01-15").Through(end), Package().MinimumDays(30));

        if (accepted) Assign(assignment, package).EndDate.ShouldBe(Day(end));
        else Refused(assignment, package, Customer(), "endDate");
    }

    [Fact]
    public void the_longest_minimum_after_the_last_date_is_still_a_date() =>
        Package().MinimumDays(36_500).Offered().EarliestEnd(Dates.Max).Year.ShouldBe(3099);

    private static PackageAssigned Assign(
        GivenAssignment assignment, GivenPackage package, GivenCustomer? customer = null) =>
        AssignPackage.Decide(assignment.Body, "a", (customer ?? Customer()).Customer, package.Offered(), null, Today)
            .Assigned;

    private static void Refused(
        GivenAssignment assignment, GivenPackage package, GivenCustomer customer, string field) =>
        new Func<object?>(() => Assign(assignment, package, customer)).ShouldBeRefused(ProblemKind.Rule, field);
}
