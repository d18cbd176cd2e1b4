using FsCheck;
using FsCheck.Fluent;
using PackageBilling.Subscriptions;
using static PackageBilling.Modules.Tests.Given;

namespace PackageBilling.Modules.Tests.Subscriptions;

/// <summary>Whatever is asked for in whatever order, no two customers have a DID on one date,
/// and the DID knows what its assignments know.</summary>
public class DidExclusivity
{
    private const string Number = "442079460001";
    private const int Days = 20;
    private static readonly DateOnly First = Day("2025-01-01");

    [Fact]
    public void no_two_customers_ever_have_a_did_on_one_date() =>
        Prop.ForAll(Gen.ListOf(Steps).ToArbitrary(),
            steps => Exclusive(steps.Aggregate(new World(null, []), (world, step) => world.After(step))))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(1_000));

    [Fact]
    public void a_did_never_has_a_package_twice_on_a_date_unless_it_was_allowed() =>
        Prop.ForAll(Gen.ListOf(Steps).ToArbitrary(), steps => Single(
            steps.Aggregate(new World(null, []), (world, step) => world.After(step with { Allow = null }))))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(1_000));

    private static bool Single(World world)
    {
        for (var date = First; date < First.AddDays(3 * Days); date = date.AddDays(1))
            world.Assignments.Values.Count(assignment =>
                AssignmentView.Of(assignment, date).Status == AssignmentStatus.Active).ShouldBeLessThanOrEqualTo(1);
        return true;
    }

    private static Gen<Step> Steps =>
        from kind in Gen.Choose(0, 3)
        from customer in Gen.Elements("acme", "other", "third")
        from one in Gen.Choose(0, Days)
        from length in Gen.Choose(0, Days)
        from target in Gen.Choose(0, 9)
        select new Step(
            kind, customer, First.AddDays(one), kind == 0 ? null : First.AddDays(one + length), target, true);

    private static bool Exclusive(World world)
    {
        foreach (var (id, assignment) in world.Assignments)
            if (assignment.IsCancelled) world.Did!.Occupations.ContainsKey(id).ShouldBeFalse();
            else (world.Did!.Occupations[id].StartDate, world.Did.Occupations[id].EndDate)
                .ShouldBe((assignment.Assigned.StartDate, assignment.EndDate));
        for (var date = First; date < First.AddDays(3 * Days); date = date.AddDays(1))
            world.Assignments.Values
                .Where(assignment => AssignmentView.Of(assignment, date).Status == AssignmentStatus.Active)
                .Select(assignment => assignment.Assigned.CustomerId).Distinct().Count().ShouldBeLessThanOrEqualTo(1);
        return true;
    }

    /// <summary>0 and 1: assign, open or with an end; 2: end; 3: release.</summary>
    private sealed record Step(int Kind, string Customer, DateOnly Date, DateOnly? EndDate, int Target, bool? Allow);

    private sealed record World(Did? Did, Dictionary<string, Assignment> Assignments)
    {
        public World After(Step step)
        {
            try
            {
                return step.Kind switch
                {
                    0 or 1 => Assign(step),
                    2 => End(step),
                    _ => Release(step.Date),
                };
            }
            catch (ProblemException)
            {
                return this;
            }
        }

        private World Assign(Step step)
        {
            var id = $"a{Assignments.Count}";
            var body = Assignment(id)
                .OnDid(Number).Body with { StartDate = step.Date, EndDate = step.EndDate, AllowDuplicate = step.Allow };
            var (assigned, onDid) = AssignPackage.Decide(
                body, id, Customer(step.Customer).Customer, Package().Offered(), Did, First);
            return With(onDid!, (id, assigned));
        }

        private World End(Step step)
        {
            var id = $"a{step.Target}";
            if (!Assignments.TryGetValue(id, out var assignment)) return this;
            var command = new EndAssignment(assignment.Assigned.CustomerId, id, step.EndDate, step.Allow);
            return EndAssignment.Decide(command, assignment, Package().Offered(), Did) is var (ended, onDid)
                ? With(onDid!, (id, ended)) : this;
        }

        private World Release(DateOnly date) =>
            Did is not null && ReleaseDid.Decide(Did, date) is { } facts
                ? With(new DidReleased(Number, date), [.. facts]) : this;

        private World With(object onDid, params (string Id, object Fact)[] facts)
        {
            Dictionary<string, Assignment> assignments = new(Assignments);
            foreach (var (id, fact) in facts)
                assignments[id] =
                    PackageBilling.Subscriptions.Assignment.Evolve(assignments.GetValueOrDefault(id), fact)!;
            return new(PackageBilling.Subscriptions.Did.Evolve(Did, onDid), assignments);
        }
    }
}
