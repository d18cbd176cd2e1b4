using Microsoft.Extensions.DependencyInjection;
using PackageBilling.Catalog;
using PackageBilling.Subscriptions;

namespace PackageBilling.Modules.Tests.Billing.TimeTravel;

/// <summary>The credit that a decision as known then begins with, of accounts that move at every pace.</summary>
public sealed class CreditAtPositions
{
    private static readonly DateOnly Date = new(2025, 2, 1);

    [Fact]
    public async Task is_what_the_last_entry_up_to_there_left()
    {
        await using var node = await Node.Start();
        await node.Send(
            new DefinePackage { PackageId = "seat", Name = "Seat", Retail = 10, Cost = 6, Frequency = "daily" });
        // One that moves all the time, one in two bursts, one once early, one once late, one never.
        string[] customers = ["always", "bursts", "early", "late", "never"];
        foreach (var customer in customers)
        {
            await node.Send(new RegisterCustomer(customer, customer, null, null, null));
            await node.Send(
                new AssignPackage(customer, new(customer, "seat", 1, Date, null, null, true, null, null, null)));
        }
        var accounts = customers.ToDictionary(customer => customer, _ => (Credit: 0m, Version: 0L));
        var known = new List<(long Position, Dictionary<string, (decimal, long)> Accounts)>();
        foreach (var turn in Enumerable.Range(0, 60))
        {
            await Pay("always");
            if (turn is < 15 or > 50) await Pay("bursts");
            if (turn == 1) await Pay("early");
            if (turn == 58) await Pay("late");
        }
        await node.Services.GetRequiredService<ISubscriptions>().WaitFor(
            BookProjection.ProjectionName, known[^1].Position, TimeSpan.FromMinutes(1), CancellationToken.None);

        foreach (var (position, then) in known)
        {
            var read = new Dictionary<string, (decimal, long)>();
            await foreach (var outcome in node.Services.GetRequiredService<BookDecisions>().Of(
                new(Date, OnRepeat.Skip, null, null, new HashSet<string>()), new BookView(position), _ => { },
                CancellationToken.None))
                read.Add(outcome.Customer.CustomerId, (outcome.Customer.Credit, outcome.Customer.AccountVersion));
            read.OrderBy(one => one.Key, StringComparer.Ordinal)
                .ShouldBe(then.OrderBy(one => one.Key, StringComparer.Ordinal), $"at {position}");
        }

        async Task Pay(string customer)
        {
            var (credit, version) = accounts[customer];
            await node.Log.Append(
                [new(Streams.Account(customer), version, [new PaymentReceived(customer, Date, 1 + version, $"{version}",
                    credit + 1 + version)])], Given.Metadata, null, CancellationToken.None);
            accounts[customer] = (credit + 1 + version, version + 1);
            known.Add((await node.Log.Tail(CancellationToken.None), new(accounts)));
        }
    }
}
