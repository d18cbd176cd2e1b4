using PackageBilling.Subscriptions;
using static PackageBilling.Modules.Tests.Given;

namespace PackageBilling.Modules.Tests.Subscriptions;

public class ChangingAssignments
{
    private static readonly GivenAssignment Three = Assignment().Quantity(3);

    [Fact]
    public void a_change_holds_from_its_date_on()
    {
        var assignment = Three.After(Changed("2025-02-20", quantity: 4), Changed("2025-03-01", flag: true));

        assignment.TermsOn(Day("2025-02-19")).Quantity.ShouldBe(3);
        assignment.TermsOn(Day("2025-02-20")).Quantity.ShouldBe(4);
        assignment.TermsOn(Day("2025-03-01")).Quantity.ShouldBe(4);
        assignment.TermsOn(Day("2025-02-28")).AutoDecrementCredit.ShouldBe(false);
        assignment.TermsOn(Day("2025-03-01")).AutoDecrementCredit.ShouldBe(true);
    }

    [Fact]
    public void of_two_for_one_date_the_one_recorded_later_holds() =>
        Three.After(Changed("2025-02-20", quantity: 4), Changed("2025-02-20", quantity: 5))
            .TermsOn(Day("2025-02-20")).Quantity.ShouldBe(5);

    [Fact]
    public void after_the_end_it_is_as_on_the_end() =>
        Three.After(Changed("2025-02-20", quantity: 4), new AssignmentEnded("a", "acme", Day("2025-02-10")))
            .TermsOn(Day("2025-03-01")).Quantity.ShouldBe(3);

    [Fact]
    public void a_repeat_for_the_same_date_is_no_fact()
    {
        var assignment = Three.After(Changed("2025-02-20", quantity: 4, flag: true));

        Decide(assignment, "2025-02-20", 4, true).ShouldBeNull();
        Decide(assignment, "2025-02-20", 4, false).ShouldBe(Changed("2025-02-20", flag: false));
        Decide(assignment, "2025-02-20", 5, true).ShouldBe(Changed("2025-02-20", quantity: 5));
    }

    [Fact]
    public void what_was_asked_for_from_a_date_holds_even_when_an_earlier_date_is_changed_later()
    {
        var same = Decide(Three.After(), "2025-03-01", 3, null);
        same.ShouldBe(Changed("2025-03-01", quantity: 3));
        var assignment = Three.After(same!, Changed("2025-02-01", quantity: 5));
        assignment.TermsOn(Day("2025-02-28")).Quantity.ShouldBe(5);
        assignment.TermsOn(Day("2025-03-01")).Quantity.ShouldBe(3);
    }

    [Fact]
    public void nothing_changes_after_the_end_or_when_it_never_began()
    {
        new Func<object?>(() => Decide(Three.Through("2025-02-10").After(), "2025-02-11", 4, null))
            .ShouldBeRefused(ProblemKind.Rule, "effectiveFrom");
        Decide(Three.Through("2025-02-10").After(), "2025-02-10", 4, null).ShouldNotBeNull();
        new Func<object?>(() => Decide(Three.After(new AssignmentCancelled("a", "acme")), "2025-02-10", 4, null))
            .ShouldBeRefused(ProblemKind.Rule, "assignmentId");
    }

    [Fact]
    public void a_change_dated_before_the_start_is_refused()
    {
        new Func<object?>(() => Decide(Three.After(), "2025-01-14", 4, null))
            .ShouldBeRefused(ProblemKind.Rule, "effectiveFrom");
        new Func<object?>(() => Decide(Three.After(), "2025-01-14", null, true))
            .ShouldBeRefused(ProblemKind.Rule, "effectiveFrom");
        Decide(Three.After(), "2025-01-15", 4, null).ShouldNotBeNull();
    }

    [Fact]
    public void a_change_says_something()
    {
        var validator = new ChangeAssignment.Validator();

        validator.Faults(new("acme", "a", new(null, null, Day("2025-02-20")))).ShouldBe(["quantity"]);
        validator.Faults(new("acme", "a", new(0, null, null))).ShouldBe(["quantity"]);
        validator.Faults(new("acme", "a", new(null, true, null))).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("2025-01-14", "upcoming")]
    [InlineData("2025-01-15", "active")]
    [InlineData("2025-02-10", "active")]
    [InlineData("2025-02-11", "ended")]
    public void it_stands_somewhere_on_every_date(string date, string status) =>
        AssignmentView.Of(Three.Through("2025-02-10").After(), Day(date)).Status.ToString()
            .ToLowerInvariant().ShouldBe(status);

    [Fact]
    public void a_cancelled_one_never_was() =>
        AssignmentView.Of(Three.After(new AssignmentCancelled("a", "acme")), Day("2025-02-10")).Status
            .ShouldBe(AssignmentStatus.Cancelled);

    private static AssignmentChanged Changed(string from, int? quantity = null, bool? flag = null) =>
        new("a", "acme", Day(from)) { Quantity = quantity, AutoDecrementCredit = flag };

    private static AssignmentChanged? Decide(Assignment assignment, string from, int? quantity, bool? flag) =>
        ChangeAssignment.Decide(new("acme", "a", new(quantity, flag, null)), assignment, Day(from));
}
