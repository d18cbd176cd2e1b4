using PackageBilling.Subscriptions;
using static PackageBilling.Modules.Tests.Given;

namespace PackageBilling.Modules.Tests.Subscriptions;

public class EndingAssignments
{
    private const string Number = "442079460001";
    private static readonly GivenAssignment OnDid = Assignment().OnDid(Number);

    [Fact]
    public void an_end_is_set_and_moved_either_way()
    {
        End(Assignment().After(), "2025-02-10").ShouldBe(new AssignmentEnded("a", "acme", Day("2025-02-10")));
        End(Assignment().Through("2025-02-10").After(), "2025-02-01").ShouldNotBeNull();
        End(Assignment().Through("2025-02-10").After(), "2025-03-01").ShouldNotBeNull();
        End(Assignment().Through("2025-02-10").After(), "2025-02-10").ShouldBeNull();
    }

    [Fact]
    public void it_does_not_end_before_it_starts()
    {
        Refused(Assignment().After(), "2025-01-14", ProblemKind.Rule, "endDate");
        End(Assignment().After(), "2025-01-15").ShouldNotBeNull();
    }

    [Fact]
    public void it_lasts_its_minimum_days()
    {
        var package = Package().MinimumDays(30);

        new Func<object?>(() => End(Assignment().After(), "2025-02-12", package))
            .ShouldBeRefused(ProblemKind.Rule, "endDate");
        End(Assignment().After(), "2025-02-13", package).ShouldNotBeNull();
    }

    [Fact]
    public void one_that_never_began_does_not_end() =>
        Refused(Assignment().After(new AssignmentCancelled("a", "acme")), "2025-02-10",
            ProblemKind.Rule, "assignmentId");

    [Fact]
    public void a_did_gets_the_end_of_its_assignment() =>
        EndAssignment.Decide(
            new("acme", "a", Day("2025-02-10")), OnDid.After(), Package().Offered(), Of(OnDid.DidAssigned))!.Value.OnDid
            .ShouldBe(new DidAssigned(Number, "a", "acme", "p", Day("2025-01-15"), Day("2025-02-10")));

    [Fact]
    public void a_later_end_does_not_take_a_did_from_another_customer()
    {
        var ended = OnDid.Through("2025-02-10");
        var did = Of(ended.DidAssigned, Assignment("b").To("other").OnDid(Number).From("2025-03-01").DidAssigned);

        End(ended.After(), "2025-02-28", did: did).ShouldNotBeNull();
        new Func<object?>(() => End(ended.After(), "2025-03-01", did: did))
            .ShouldBeRefused(ProblemKind.Conflict, "endDate");
    }

    [Fact]
    public void a_later_end_does_not_make_two_of_the_same_package_on_a_did_unnoticed()
    {
        var ended = OnDid.Through("2025-02-10");
        var did = Of(ended.DidAssigned, Assignment("b").OnDid(Number).From("2025-03-01").DidAssigned);
        AssignmentEnded? Extended(string end, bool? allowDuplicate) =>
            EndAssignment.Decide(new("acme", "a", Day(end), allowDuplicate), ended.After(), Package().Offered(), did)
                ?.Ended;

        Extended("2025-02-28", null).ShouldNotBeNull();
        new Func<object?>(() => Extended("2025-03-01", null)).ShouldBeRefused(ProblemKind.Conflict, "allowDuplicate");
        Extended("2025-03-01", true).ShouldNotBeNull();
    }

    [Fact]
    public void two_that_were_allowed_to_overlap_overlap_longer_only_when_that_is_allowed_too()
    {
        var ended = OnDid.Through("2025-02-10");
        var did = Of(ended.DidAssigned, Assignment("b").OnDid(Number).From("2025-02-01").DidAssigned);

        new Func<object?>(() => End(ended.After(), "2025-03-01", did: did))
            .ShouldBeRefused(ProblemKind.Conflict, "allowDuplicate");
        EndAssignment.Decide(new("acme", "a", Day("2025-03-01"), true), ended.After(), Package().Offered(), did)!.Value
            .Ended.ShouldNotBeNull();
        End(ended.After(), "2025-02-05", did: did).ShouldNotBeNull();
    }

    [Fact]
    public void a_later_end_does_not_undo_a_release()
    {
        var did = Of(OnDid.DidAssigned, new DidReleased(Number, Day("2025-02-10")));
        var released = OnDid.After(new AssignmentEnded("a", "acme", Day("2025-02-10")));

        new Func<object?>(() => End(released, "2025-02-11", did: did)).ShouldBeRefused(ProblemKind.Rule, "endDate");
        End(released, "2025-02-09", did: did).ShouldNotBeNull();
    }

    private static AssignmentEnded? End(
        Assignment assignment, string date, GivenPackage? package = null, Did? did = null) =>
        EndAssignment.Decide(new("acme", "a", Day(date)), assignment, (package ?? Package()).Offered(), did)?.Ended;

    private static void Refused(Assignment assignment, string date, ProblemKind refusal, string field) =>
        new Func<object?>(() => End(assignment, date)).ShouldBeRefused(refusal, field);

    private static Did Of(params object[] facts) => facts.Aggregate((Did?)null, Did.Evolve)!;
}
