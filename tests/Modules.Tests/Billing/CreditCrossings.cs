using PackageBilling.Catalog;
using PackageBilling.Harness;
using PackageBilling.Subscriptions;

namespace PackageBilling.Modules.Tests.Billing;

/// <summary>Crossing available &lt;= 0 raises an event, and coming back above 0 another (domain: "Credit").</summary>
public sealed class CreditCrossings
{
    [Fact]
    public async Task every_crossing_is_told_once_in_the_order_of_the_log()
    {
        await using var node = await Node.Start();
        await node.Send(new RegisterCustomer("acme", "Acme", null, null, 10));
        await node.Send(new ReceivePayment("acme", 5, "r1"));
        await node.Send(new AdjustCredit("acme", -15, "used up"));
        await node.Send(new AdjustCredit("acme", -1, "more"));
        await node.Send(new ReceivePayment("acme", 2, "r2"));
        await node.Send(new EditCustomer("acme", null, 8, null));
        await node.Send(new EditCustomer("acme", null, 12, null));
        await Eventually.True(async () => (await Told(node)).Count == 4, "four crossings");
        (await Told(node)).Select(fact => fact switch
        {
            CreditExhausted exhausted => ("exhausted", exhausted.Available),
            CreditRestored restored => ("restored", restored.Available),
            _ => ("", 0m),
        }).ShouldBe([("exhausted", 0m), ("restored", 1m), ("exhausted", -1m), ("restored", 3m)]);
    }

    [Fact]
    public async Task what_watching_costs_depends_on_the_accounts_that_were_charged_and_not_on_all_there_are()
    {
        await using var node = await Node.Start();
        await new Carrier(30_000).Load(node);
        await node.Run(Carrier.RunDate);
        await Carrier.WaitForAll(node);
        await node.Source.Execute("ANALYZE");
        var tail = await node.Log.Tail(CancellationToken.None);
        (await node.Source.Explain(WatchedCharges.Crossing, tail - 4_000, tail, "charges_posted",
            Array.Empty<string>())).ShouldNotContain("Seq Scan");
    }

    [Fact]
    public async Task who_has_run_dry_or_is_low_is_listed_as_it_was_told()
    {
        await using var node = await Node.Start();
        foreach (var (id, credit) in new[] { ("a", 5m), ("b", 20m), ("c", -1m), ("d", 0m) })
        {
            await node.Send(new RegisterCustomer(id, id, null, null, 0));
            await node.Send(new SetCreditThreshold(id, 10));
            if (credit != 0) await node.Send(new AdjustCredit(id, credit, "opening"));
        }
        (await Listed("exhausted")).ShouldBe(["c: -1"]);
        (await Listed("low")).ShouldBe(["a: 5", "c: -1", "d: 0"]);
        (await Listed(null)).ShouldBe(["a: 5", "b: 20", "c: -1", "d: 0"]);
        await node.Send(new AdjustCredit("b", -20, "used up"));
        (await Listed("exhausted")).ShouldBe(["b: 0", "c: -1"]);

        async Task<IEnumerable<string>> Listed(string? state)
        {
            var (accounts, page) = (new List<NamedAccount>(), (Page<NamedAccount>?)null);
            do
            {
                page = await node.Send(new ListAccounts(state, PageRequest.Read("1", page?.Next)));
                accounts.AddRange(page.Items);
            }
            while (page.Next is not null);
            return accounts.Select(account => $"{account.CustomerId}: {account.Available:0}");
        }
    }

    [Fact]
    public async Task low_credit_is_told_once_until_it_has_been_above_the_threshold_again()
    {
        await using var node = await Node.Start();
        await node.Send(new RegisterCustomer("acme", "Acme", null, null, 0));
        await node.Send(new SetCreditThreshold("acme", 10));
        await node.Send(new ReceivePayment("acme", 20, "r1"));
        await node.Send(new AdjustCredit("acme", -10, "used up"));
        await node.Send(new AdjustCredit("acme", -1, "more"));
        await node.Send(new AdjustCredit("acme", -9, "all"));
        await node.Send(new ReceivePayment("acme", 30, "r2"));
        await node.Send(new SetCreditThreshold("acme", 10));
        await node.Send(new SetCreditThreshold("acme", 50));
        await node.Send(new SetCreditThreshold("acme", null));
        await node.Send(new AdjustCredit("acme", -25, "no threshold"));
        await Eventually.True(async () => (await Told(node)).Count == 5, "five facts");
        (await Told(node)).Select(fact => fact switch
        {
            CreditLow low => $"low {low.Available:0} of {low.Threshold:0}",
            CreditExhausted exhausted => $"exhausted {exhausted.Available:0}",
            CreditRestored restored => $"restored {restored.Available:0}",
            _ => "",
        }).ShouldBe(["low 0 of 10", "low 10 of 10", "exhausted 0", "restored 30", "low 30 of 50"]);
    }

    [Fact]
    public async Task charges_that_tell_nothing_still_count_when_a_line_is_moved()
    {
        await using var node = await Node.Start();
        await node.Send(new RegisterCustomer("acme", "Acme", null, null, 0));
        await node.Send(
            new DefinePackage { PackageId = "seat", Name = "Seat", Retail = 10, Cost = 6, Frequency = "daily" });
        await node.Send(
            new AssignPackage("acme", new("a1", "seat", 1, new(2025, 2, 1), null, null, true, null, null, null)));
        await node.Send(new ReceivePayment("acme", 45, "r1"));
        for (var day = 1; day <= 3; day++) await node.Run(new(2025, 2, day));
        await node.Send(new SetCreditThreshold("acme", 14));
        await node.Send(new SetCreditThreshold("acme", 15));
        await node.Run(new(2025, 2, 4));
        await node.Send(new EditCustomer("acme", null, 1, null));
        await node.Run(new(2025, 2, 5));
        await node.Send(new EditCustomer("acme", null, 6, null));
        await Eventually.True(async () => (await Told(node)).Count == 3, "three facts");
        (await Told(node)).Select(fact => fact switch
        {
            CreditLow low => $"low {low.Available:0} of {low.Threshold:0}",
            CreditExhausted exhausted => $"exhausted {exhausted.Available:0}",
            CreditRestored restored => $"restored {restored.Available:0}",
            _ => "",
        }).ShouldBe(["low 15 of 15", "exhausted -4", "restored 1"]);
    }

    private static async Task<List<object>> Told(Node node) =>
        [.. (await node.Log.ReadStream(Streams.CreditWatch("acme"), CancellationToken.None))
            .Select(stored => stored.Data)];
}
