using PackageBilling.Foundation;
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
    public void a_did_belongs_to_one_customer_on_any_date(string start, string? end, string otherStart, string? otherEnd, bool free)
    {
        var acmes = end is null ? Acmes.From(start) : Acmes.From(start).Through(end);
        var others = otherEnd is null ? Others.From(otherStart) : Others.From(otherStart).Through(otherEnd);
        object? Decide() => AssignPackage.Decide(others.Body, "b", Customer("other").Customer, Package().Offered(), Of(acmes.DidAssigned), Day(otherStart)).OnDid;

        if (free) Decide().ShouldBe(others.DidAssigned);
        else new Func<object?>(Decide).ShouldBeRefused(Refusal.Conflict, "did");
    }

    [Fact]
    public void a_customer_may_have_several_packages_on_one_did() =>
        AssignPackage.Decide(Assignment("b").OnDid(Number).Body, "b", Customer().Customer, Package().Offered(), Of(Acmes.DidAssigned), Day("2025-01-15"))
            .OnDid.ShouldNotBeNull();

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
        ReleaseDid.Decide(did, Day("2025-03-01"))!.Single().Fact.ShouldBe(new AssignmentEnded("a", "acme", Day("2025-03-01")));
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
