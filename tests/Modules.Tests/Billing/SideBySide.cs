using Microsoft.Extensions.DependencyInjection;
using PackageBilling.Harness;
using PackageBilling.Subscriptions;

namespace PackageBilling.Modules.Tests.Billing;

/// <summary>The book is read in two ways: customers beside their assignments when all are asked for,
/// joined when not.</summary>
public sealed class SideBySide
{
    [Fact]
    public async Task both_ways_give_the_same_customers_before_and_after_a_run()
    {
        await using var node = await Node.Start();
        var carrier = new Carrier(600);
        // Between those of the carrier, at either end, and without an assignment.
        foreach (var id in new[] { "a", "c-0000003a", "c-0000100.x", "z" })
            await node.Send(new RegisterCustomer(id, id, null, null, 5));
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
    public async Task a_reader_that_gets_no_second_connection_sees_the_same_customers()
    {
        await using var node = await Node.Start();
        await new Carrier(600).Load(node);
        var subscriptions = node.Services.GetRequiredService<ISubscriptions>();
        var others = new List<ProjectionSnapshot>();
        try
        {
            // Takes every second connection that there is.
            do others.Add(await subscriptions.Snapshot(BookProjection.ProjectionName, CancellationToken.None));
            while (await others[^1].Beside(CancellationToken.None) is not null);
            await ShouldBeTheSame(node, Carrier.RunDate, CustomerRange.All);
        }
        finally
        {
            foreach (var other in others) await other.DisposeAsync();
        }
        await ShouldBeTheSame(node, Carrier.RunDate, CustomerRange.All);
    }

    [Fact]
    public async Task stretches_of_any_length_give_every_customer_asked_for()
    {
        await using var node = await Node.Start();
        var carrier = new Carrier(600);
        await carrier.Load(node);
        await EndAll(node, [.. carrier.Customers.Take(160)]);
        var later = Carrier.RunDate.AddYears(4);
        await using var snapshot = await node.Services.GetRequiredService<ISubscriptions>()
            .Snapshot(BookProjection.ProjectionName, CancellationToken.None);
        var query = await Query(node, snapshot, later);
        var asked = carrier.Customers.Where((_, i) => i >= 160 && i % 3 == 0).ToList();

        await using (var few = query.FewOfTheNextMayOwe(snapshot.Connection, null))
            (await few.ExecuteScalarAsync(CancellationToken.None)).ShouldBe(true);
        await using (var few = query.FewOfTheNextMayOwe(snapshot.Connection, carrier.Customers[100]))
            (await few.ExecuteScalarAsync(CancellationToken.None)).ShouldBe(false);
        var before = await Query(node, snapshot, Carrier.RunDate);
        await using (var few = before.FewOfTheNextMayOwe(snapshot.Connection, null))
            (await few.ExecuteScalarAsync(CancellationToken.None)).ShouldBe(false, "whose end has not come");
        foreach (var stretch in (int[])[1, 7, 150, 1_000])
        {
            var found = new List<string>();
            await using var customers = new CustomersBeside(snapshot.Connection, query, stretch);
            foreach (var customerId in asked)
                found.Add((await customers.Find(customerId, CancellationToken.None)).GetString(0));
            found.ShouldBe(asked);
            (await Should.ThrowAsync<InvalidOperationException>(async () => await customers.Find(
                "nobody", CancellationToken.None))).Message.ShouldContain("nobody");
        }
    }

    [Theory]
    [InlineData(false, 1_000)]
    [InlineData(false, 50_000)]
    [InlineData(true, 1_000)]
    [InlineData(true, 50_000)]
    public async Task the_first_customer_is_there_before_the_last_was_found(bool onlyWhoMayOwe, int limit)
    {
        await using var node = await Node.Start();
        var carrier = new Carrier(12_000);
        await carrier.Load(node);
        await node.Source.Execute("VACUUM ANALYZE");
        await using var snapshot = await node.Services.GetRequiredService<ISubscriptions>()
            .Snapshot(BookProjection.ProjectionName, CancellationToken.None);
        var query = await Query(node, snapshot, Carrier.RunDate);

        await Planner.For(snapshot.Connection, few: false, CancellationToken.None, liesTogether: true, inOrder: true);
        await using var customers = query.Customers(
            snapshot.Connection, carrier.Customers[1_000], onlyWhoMayOwe, limit);
        customers.CommandText = $"EXPLAIN {customers.CommandText}";
        var plan = new List<string>();
        await using (var reader = await customers.ExecuteReaderAsync(CancellationToken.None))
            while (await reader.ReadAsync(CancellationToken.None)) plan.Add(reader.GetString(0));

        string[] steps = ["Index Scan using customers_current", "Index Scan using accounts_pkey", "Merge Left Join",
            .. onlyWhoMayOwe ? (string[])["Merge Semi Join", "Index Only Scan using assignments_staying"] : []];
        foreach (var step in steps)
            plan.ShouldContain(line => line.Contains(step), $"{step}\n{string.Join('\n', plan)}");
        plan.Count(line => line.Contains("Index Cond") && line.Contains($"customer_id > '{carrier.Customers[1_000]}'"))
            .ShouldBe(onlyWhoMayOwe ? 3 : 2, string.Join('\n', plan));
        plan.ShouldNotContain(line => line.Contains("Hash"), string.Join('\n', plan));
    }

    private static async Task ShouldBeTheSame(Node node, DateOnly date, CustomerRange range)
    {
        await using var snapshot = await node.Services.GetRequiredService<ISubscriptions>()
            .Snapshot(BookProjection.ProjectionName, CancellationToken.None);
        var reader = Reader(node, snapshot);
        var packages = await reader.Packages(date, CancellationToken.None);
        var terms = Terms(date);
        var beside = await Read(terms);
        // All zones there are leave nobody out, and are read joined.
        var joined = await Read(terms with { Zones = beside.Select(customer => customer.TimeZone).ToHashSet() });
        beside.Count.ShouldBe(joined.Count);
        foreach (var (one, other) in beside.Zip(joined))
        {
            (one with { Assignments = [] }).ShouldBe(other with { Assignments = [] });
            one.Assignments.ShouldBe(other.Assignments);
        }

        async Task<List<CustomerBook>> Read(RunTerms terms) =>
            await reader.Customers(packages, terms, range, CancellationToken.None).ToListAsync();
    }

    private static BookReader Reader(Node node, ProjectionSnapshot snapshot) =>
        new(snapshot, BookView.Now, node.Services.GetRequiredService<ISubscriptions>());

    private static async Task<BookQuery> Query(Node node, ProjectionSnapshot snapshot, DateOnly date)
    {
        var packages = await Reader(node, snapshot).Packages(date, CancellationToken.None);
        return new(BookView.Now, packages, Terms(date), CustomerRange.All, snapshot.Position, snapshot.Position,
            packages.EarliestEnd());
    }

    private static RunTerms Terms(DateOnly date) => new(date, OnRepeat.Skip, null, null, new HashSet<string>());

    private static async Task EndAll(Node node, HashSet<string> customers)
    {
        var theirs = new List<(string Customer, string Assignment)>();
        await using (var command = node.Source.CreateCommand(
            "SELECT customer_id, assignment_id FROM billing.assignments ORDER BY 1, 2"))
        await using (var reader = await command.ExecuteReaderAsync(CancellationToken.None))
            while (await reader.ReadAsync(CancellationToken.None))
                theirs.Add((reader.GetString(0), reader.GetString(1)));
        foreach (var (customer, assignment) in theirs.Where(one => customers.Contains(one.Customer)))
            await node.Send(new EndAssignment(customer, assignment, Carrier.RunDate.AddYears(1)));
        await Carrier.WaitForAll(node);
    }
}
