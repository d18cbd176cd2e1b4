using PackageBilling.Subscriptions;
using static PackageBilling.Modules.Tests.Given;

namespace PackageBilling.Modules.Tests.Subscriptions;

public class Dids
{
    private const string Number = "442079460001";
    private static readonly GivenAssignment Acmes = Assignment().OnDid(Number);
    private static readonly GivenAssignment Others = Assignment("b").To("other").OnDid("+" + Number);

    [Theory]
    [InlineData("2025-01-15", null, "2025-02-10", null, false)]
    [InlineData("2025-01-15", "2025-02-09", "2025-02-10", null, true)]
    [InlineData("2025-01-15", "2025-02-10", "2025-02-10", null, false)]
    [InlineData("2025-03-01", null, "2025-02-10", "2025-02-28", true)]
    [InlineData("2025-03-01", null, "2025-02-10", "2025-03-01", false)]
    [InlineData("2025-03-01", null, "2025-02-10", null, false)]
    public void a_did_belongs_to_one_customer_on_any_date(
        string start, string? end, string otherStart, string? otherEnd, bool free)
    {
        var acmes = end is null ? Acmes.From(start) : Acmes.From(start).Through(end);
        var others = otherEnd is null ? Others.From(otherStart) : Others.From(otherStart).Through(otherEnd);
        object? Decide() => AssignPackage.Decide(others.Body, "b", Customer("other").Customer, Package().Offered(),
            Of(acmes.DidAssigned), Day(otherStart)).OnDid;

        if (free) Decide().ShouldBe(others.DidAssigned);
        else new Func<object?>(Decide).ShouldBeRefused(ProblemKind.Conflict, "did");
    }

    [Fact]
    public void a_customer_may_have_several_packages_on_one_did() =>
        AssignPackage.Decide(Assignment("b").Of("q").OnDid(Number).Body, "b", Customer().Customer,
            Package("q").Offered(), Of(Acmes.DidAssigned), Day("2025-01-15"))
            .OnDid.ShouldNotBeNull();

    [Theory]
    [InlineData("2025-02-01", null, true)]
    [InlineData("2024-12-01", "2025-01-15", true)]
    [InlineData("2024-12-01", "2025-01-14", false)]
    [InlineData("2025-06-30", null, true)]
    [InlineData("2025-07-01", null, false)]
    public void the_same_package_on_the_same_did_with_overlapping_dates_is_a_conflict_that_names_the_other(
        string start, string? end, bool refused)
    {
        var did = Of(Acmes.Through("2025-06-30").DidAssigned);
        var second = end is null
            ? Assignment("b").OnDid(Number).From(start) : Assignment("b").OnDid(Number).From(start).Through(end);
        object? Decide(GivenAssignment given) =>
            AssignPackage.Decide(given.Body, "b", Customer().Customer, Package().Offered(), did, Day(start)).OnDid;

        if (refused)
        {
            new Func<object?>(() => Decide(second)).ShouldBeRefused(ProblemKind.Conflict, "allowDuplicate");
            Should.Throw<ProblemException>(() => Decide(second)).Message.ShouldBe(
                $"assignment a already has package p on {Number} from 2025-01-15 to 2025-06-30; allow a "
                    + "duplicate to have it twice");
        }
        else Decide(second).ShouldNotBeNull();
        Decide(second.AllowDuplicate()).ShouldBe(second.DidAssigned);
    }

    [Fact]
    public void one_that_never_began_is_no_duplicate()
    {
        var did = Of(Acmes.DidAssigned, Assignment("later").OnDid(Number).From("2025-05-01").DidAssigned,
            new DidReleased(Number, Day("2025-04-01")));

        AssignPackage.Decide(Assignment("b").OnDid(Number).From("2025-05-01").Body, "b", Customer().Customer,
            Package().Offered(), did, Day("2025-05-01"))
            .OnDid.ShouldNotBeNull();
    }

    [Fact]
    public void a_release_ends_cancels_and_never_extends()
    {
        var did = Of(
            Assignment("open").OnDid(Number).DidAssigned,
            Assignment("later").OnDid(Number).Through("2025-12-31").DidAssigned,
            Assignment("over").OnDid(Number).Through("2025-02-01").DidAssigned,
            Assignment("today").OnDid(Number).From("2025-03-15").DidAssigned,
            Assignment("tomorrow").OnDid(Number).From("2025-03-16").DidAssigned);

        ReleaseDid.Decide(did, Day("2025-03-15")).ShouldBe(
        [
            ("later", new AssignmentEnded("later", "acme", Day("2025-03-15"))),
            ("open", new AssignmentEnded("open", "acme", Day("2025-03-15"))),
            ("today", new AssignmentEnded("today", "acme", Day("2025-03-15"))),
            ("tomorrow", new AssignmentCancelled("tomorrow", "acme")),
        ]);
    }

    [Fact]
    public void a_release_again_is_no_event_but_an_earlier_one_is()
    {
        var did = Of(Acmes.DidAssigned, new DidReleased(Number, Day("2025-03-15")));

        ReleaseDid.Decide(did, Day("2025-03-15")).ShouldBeNull();
        ReleaseDid.Decide(did, Day("2025-04-01")).ShouldBeNull();
        ReleaseDid.Decide(did, Day("2025-03-01"))!
            .Single().Fact.ShouldBe(new AssignmentEnded("a", "acme", Day("2025-03-01")));
    }

    [Fact]
    public void a_released_did_is_free_from_the_day_after()
    {
        var did = Of(Acmes.DidAssigned, new DidReleased(Number, Day("2025-03-15")));

        did.OfAnother("other", Day("2025-03-15"), null).ShouldNotBeNull();
        did.OfAnother("other", Day("2025-03-16"), null).ShouldBeNull();
    }

    private static Did Of(params object[] facts) => facts.Aggregate((Did?)null, Did.Evolve)!;
}
