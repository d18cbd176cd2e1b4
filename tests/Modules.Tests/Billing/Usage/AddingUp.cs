using static PackageBilling.Modules.Tests.Billing.Usage.Callers;

namespace PackageBilling.Modules.Tests.Billing.Usage;

/// <summary>What the calls of an event add up to, as it is stored and as it follows from the calls.</summary>
public sealed class AddingUp
{
    [Fact]
    public async Task what_is_stored_is_what_the_calls_add_up_to()
    {
        await using var node = await Node.Start();
        var customer = await Customer(node, 1);
        await node.Record([
            Call("late", customer, 40, "0.50", day: 6, hour: 23, did: "12025550001"),
            Call("early", customer, 90, "0.90", day: 4, did: "12025550001"),
            Call("free", customer, 30, "0.25", day: 4, hour: 3),
            Call("other", customer, 60, "1.10", day: 4, hour: 5, did: "12025550002"),
        ]);
        var stored = (await node.Log.ReadStream(Streams.Usage(customer), CancellationToken.None))
            .Select(one => (CallsRated)one.Data).ShouldHaveSingleItem();
        var totals = stored.Totals;
        (totals.First, totals.Last).ShouldBe((new DateTimeOffset(2025, 1, 5, 3, 0, 0, TimeSpan.Zero),
            new DateTimeOffset(2025, 1, 7, 23, 0, 0, TimeSpan.Zero)));
        // A minute is free: 40 seconds of the first, 20 of 90 of the second.
        totals.Days.Select(day => (day.Date, day.Charged,
            string.Join(' ', (day.Dids ?? new Dictionary<string, decimal>()).Values.Order()))).ShouldBe([
                (new(2025, 1, 5), 0.70m + 0.25m + 1.10m, "0.70 1.10"),
                (new(2025, 1, 7), 0, ""),
            ]);
        var added = CallTotals.Of(stored.Calls);
        EventJson.Write(added).ShouldBe(EventJson.Write(totals));
    }
}
