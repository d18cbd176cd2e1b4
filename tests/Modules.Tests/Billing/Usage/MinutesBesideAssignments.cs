using PackageBilling.Harness;
using PackageBilling.Subscriptions;
using static PackageBilling.Modules.Tests.Billing.Usage.Callers;

namespace PackageBilling.Modules.Tests.Billing.Usage;

/// <summary>What a list of assignments shows of their free minutes (domain: "Free minutes").</summary>
public sealed class MinutesBesideAssignments
{
    [Fact]
    public async Task assignments_of_any_customers_are_told_what_is_granted_used_and_left_now()
    {
        var clock = new ManualTime(new(2025, 1, 31, 12, 0, 0, TimeSpan.Zero));
        await using var node = await Node.Start(clock: clock);
        var (one, other) = (await Customer(node, 300, 10), await Customer(node, 50));
        // It is February there, where nothing is used yet.
        await node.Send(new EditCustomer(other, null, null, "Pacific/Kiritimati"));
        await node.Record([Call("k1", one, 600), Call("k2", other, 60)]);
        var assignments = new[] { await Ids(node, one), await Ids(node, other) }.SelectMany(ids => ids).ToList();

        var windows = await node.Send(new ListFreeMinutes([.. assignments, "no-such-assignment"]));

        windows.Select(window => window.AssignmentId).ShouldBe(assignments.Order(StringComparer.Ordinal));
        windows.ShouldAllBe(window => window.GrantedSeconds == window.UsedSeconds + window.RemainingSeconds);
        windows.Select(window => (window.WindowFrom, window.GrantedSeconds)).ShouldBe(
            [(new(2025, 1, 1), 18_000L), (new(2025, 1, 1), 600L), (new(2025, 2, 1), 3_000L)], ignoreOrder: true);
        var told = (await node.Send(new GetFreeMinutes(one, null)))
            .Concat(await node.Send(new GetFreeMinutes(other, null)));
        windows.Select(Plain).ShouldBe(told.Select(Plain), "the list says what each customer is told");
        windows.Sum(window => window.UsedSeconds).ShouldBe(600);
    }

    [Fact]
    public async Task an_assignment_that_has_ended_has_nothing_left_and_no_window()
    {
        await using var node = await Node.Start(clock: new ManualTime(new(2025, 3, 1, 12, 0, 0, TimeSpan.Zero)));
        var customer = await Customer(node, 300);
        var id = (await Ids(node, customer)).ShouldHaveSingleItem();
        await node.Send(new EndAssignment(customer, id, new(2025, 2, 10)));
        (await node.Send(new ListFreeMinutes([id]))).ShouldBeEmpty();
    }

    private static async Task<IReadOnlyList<string>> Ids(Node node, string customer) =>
        [.. (await node.Send(new ListAssignments(customer, null, new(50, null)))).Items
            .Select(assignment => assignment.AssignmentId)];

    // Two lists are not equal by what is in them.
    private static FreeMinutesView Plain(FreeMinutesView window) => window with { Destinations = [] };
}
