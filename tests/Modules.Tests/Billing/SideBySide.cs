using Microsoft.Extensions.DependencyInjection;
using PackageBilling.Billing;
using PackageBilling.EventStore;
using PackageBilling.Harness;
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

    [Fact]
    public async Task the_first_customer_is_there_before_the_last_was_found()
    {
        await using var node = await Node.Start();
        await new Carrier(12_000).Load(node);
        await node.Source.Execute("VACUUM ANALYZE");
        await using var snapshot = await node.Services.GetRequiredService<ISubscriptions>().Snapshot(BookProjection.ProjectionName, CancellationToken.None);
        var packages = await new BookReader(snapshot).Packages(Carrier.RunDate, CancellationToken.None);
        var terms = new RunTerms(Carrier.RunDate, Repeats.AreCharged, null, null, new HashSet<string>());

        await BookReader.PlanFor(snapshot.Connection, few: false, CancellationToken.None, liesTogether: true, inOrder: true);
        await using var customers = new BookQuery(snapshot, packages, terms, CustomerRange.All).Customers(snapshot.Connection);
        customers.CommandText = $"EXPLAIN {customers.CommandText}";
        var plan = new List<string>();
        await using (var reader = await customers.ExecuteReaderAsync(CancellationToken.None))
            while (await reader.ReadAsync(CancellationToken.None)) plan.Add(reader.GetString(0));

        foreach (var step in (string[])["Merge Semi Join", "Index Scan using customers_current", "Index Only Scan using assignments_staying"])
            plan.ShouldContain(line => line.Contains(step), $"{step}\n{string.Join('\n', plan)}");
        plan.ShouldNotContain(line => line.Contains("Hash"), string.Join('\n', plan));
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
