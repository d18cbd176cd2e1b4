using PackageBilling.Subscriptions;

namespace PackageBilling.Modules.Tests.Billing;

/// <summary>Credit under many hands (domain: "Credit"; I8).</summary>
public sealed class Credit
{
    [Fact]
    public async Task eight_writers_on_one_account_lose_nothing_and_double_nothing()
    {
        await using var node = await Node.Start();
        await node.Send(new RegisterCustomer("acme", "Acme", null, null, null));
        await Task.WhenAll(Enumerable.Range(0, 8).Select(writer => Task.Run(async () =>
        {
            for (var i = 0; i < 25; i++)
            {
                // Every second payment is sent by two writers.
                await node.Send(new ReceivePayment("acme", 10, i % 2 == 0 ? $"{writer}-{i}" : $"{writer / 2}-{i}"));
                await node.Send(new AdjustCredit("acme", -1, "a fee"));
            }
        })));
        var entries = (await node.Log.ReadStream(Streams.Account("acme"), CancellationToken.None))
            .SelectMany(StatementEntry.Of).ToList();
        var sum = 0m;
        foreach (var entry in entries) (sum += entry.Amount).ShouldBe(entry.CreditAfter);
        sum.ShouldBe((8 * 13 * 10) + (4 * 12 * 10) - (8 * 25));
        (await node.Send(new GetAccount("acme"))).Credit.ShouldBe(sum);
    }

    [Fact]
    public async Task a_reference_counts_once_and_refuses_another_amount()
    {
        await using var node = await Node.Start();
        await node.Send(new RegisterCustomer("acme", "Acme", null, null, null));
        (await node.Send(new ReceivePayment("acme", 100, "r1"))).ShouldBe(new(false, 100));
        (await node.Send(new ReceivePayment("acme", 100, "r1"))).ShouldBe(new(true, 100));
        var refused = await Should.ThrowAsync<ProblemException>(() => node.Send(new ReceivePayment("acme", 50, "r1")));
        (refused.Kind, refused.Field).ShouldBe((ProblemKind.Conflict, "reference"));
    }
}
