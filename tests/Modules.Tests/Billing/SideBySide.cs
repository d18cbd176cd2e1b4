using Microsoft.Extensions.DependencyInjection;
using PackageBilling.Billing;
using PackageBilling.EventStore;
using PackageBilling.Subscriptions;

namespace PackageBilling.Modules.Tests.Billing;

/// <summary>The book is read in two ways: customers beside their assignments when all are asked for, joined when not.</summary>
public sealed class SideBySide
{
    [Fact]
    public async Task both_ways_give_the_same_customers_before_and_after_a_run()
    {
        await using var node = await Node.Start();
        var carrier = new Carrier(600);
        // Between those of the carrier, at either end, and without an assignment.
        foreach (var id in new[] { "a", "c-0000003a", "c-0000100.x", "z" }) await node.Send(new RegisterCustomer(id, id, null, null, 5));
        await carrier.Load(node);
        await ShouldBeTheSame(node, Carrier.RunDate, CustomerRange.All);
        await node.Run(Carrier.RunDate);
        await Carrier.WaitForAll(node);
        await ShouldBeTheSame(node, Carrier.RunDate, CustomerRange.All);
        await ShouldBeTheSame(node, Carrier.RunDate.AddMonths(1), new(carrier.Customers[20], carrier.Customers[120]));
        await ShouldBeTheSame(node, Carrier.RunDate.AddMonths(1), new(carrier.Customers[^3], null));
        await ShouldBeTheSame(node, Carrier.RunDate.AddMonths(1), new("zz", null));
    }

    private static async Task ShouldBeTheSame(Node node, DateOnly date, CustomerRange range)
    {
        await using var snapshot = await node.Services.GetRequiredService<ISubscriptions>().Snapshot(BookProjection.ProjectionName, CancellationToken.None);
        var reader = new BookReader(snapshot);
        var packages = await reader.Packages(date, CancellationToken.None);
        var terms = new RunTerms(date, Repeats.AreCharged, null, null, new HashSet<string>());
        var beside = await Read(terms);
        // All zones there are leave nobody out, and are read joined.
        var joined = await Read(terms with { Zones = beside.Select(customer => customer.TimeZone).ToHashSet() });
        beside.Count.ShouldBe(joined.Count);
        foreach (var (one, other) in beside.Zip(joined))
        {
            (one with { Assignments = [] }).ShouldBe(other with { Assignments = [] });
            one.Assignments.ShouldBe(other.Assignments);
        }

        async Task<List<CustomerBook>> Read(RunTerms terms) => await reader.Customers(packages, terms, range, CancellationToken.None).ToListAsync();
    }
}
