using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using PackageBilling.Billing;
using PackageBilling.EventStore;
using static PackageBilling.Modules.Tests.Billing.Usage.Callers;

namespace PackageBilling.Modules.Tests.Billing.Usage;

/// <summary>What the calls of an event add up to, as it is stored, as the book has it, and as it follows from the calls.</summary>
public sealed class AddingUp
{
    [Fact]
    public async Task events_of_before_totals_were_kept_give_the_same_book()
    {
        await using var node = await Node.Start();
        var (random, customers) = (new Random(5), new List<string>());
        for (var n = 0; n < 6; n++) customers.Add(await Customer(node, [.. Enumerable.Repeat(3, n % 3)]));
        for (var batch = 0; batch < 8; batch++)
            await node.Record([.. Enumerable.Range(0, 60).Select(n => Call(
                $"{batch}-{n}", customers[random.Next(customers.Count)], random.Next(120),
                (random.Next(5) * 0.0125m).ToString(CultureInfo.InvariantCulture), random.Next(40), random.Next(24), random.Next(3) == 0 ? null : $"1202555{random.Next(4):0000}"))]);
        var book = await Book(node);
        book.Count(row => row.StartsWith("spend", StringComparison.Ordinal)).ShouldBeGreaterThan(50);
        book.Count(row => row.StartsWith("window", StringComparison.Ordinal)).ShouldBeGreaterThan(10);
        await RandomHistories.Rebuild(node, BookProjection.ProjectionName);
        (await Book(node)).ShouldBe(book);

        await using (var strip = node.Source.CreateCommand("UPDATE events.mt_events SET data = data - 'totals' WHERE type = 'calls_rated' AND data ? 'totals'"))
            (await strip.ExecuteNonQueryAsync()).ShouldBeGreaterThan(20);
        await RandomHistories.Rebuild(node, BookProjection.ProjectionName);
        (await Book(node)).ShouldBe(book);
    }

    [Fact]
    public async Task what_is_stored_is_what_the_calls_add_up_to()
    {
        await using var node = await Node.Start();
        var customer = await Customer(node, 1);
        await node.Record([
            Call("late", customer, 40, "0.50", day: 6, hour: 23, did: "12025550001"), Call("early", customer, 90, "0.90", day: 4, did: "12025550001"),
            Call("free", customer, 30, "0.25", day: 4, hour: 3), Call("other", customer, 60, "1.10", day: 4, hour: 5, did: "12025550002"),
        ]);
        var stored = (await node.Log.ReadStream(Streams.Usage(customer), CancellationToken.None)).Select(one => (CallsRated)one.Data).ShouldHaveSingleItem();
        var totals = stored.Totals.ShouldNotBeNull();
        (totals.First, totals.Last).ShouldBe((new DateTimeOffset(2025, 1, 5, 3, 0, 0, TimeSpan.Zero), new DateTimeOffset(2025, 1, 7, 23, 0, 0, TimeSpan.Zero)));
        // A minute is free: 40 seconds of the first, 20 of 90 of the second.
        totals.Days.Select(day => (day.Date, day.Charged, string.Join(' ', (day.Dids ?? new Dictionary<string, decimal>()).Values.Order()))).ShouldBe([
            (new(2025, 1, 5), 0.70m + 0.25m + 1.10m, "0.70 1.10"),
            (new(2025, 1, 7), 0, ""),
        ]);
        var added = CallTotals.Of(stored.Calls);
        EventJson.Write(added).ShouldBe(EventJson.Write(totals));
        EventJson.Write((stored with { Totals = null }).Days).ShouldBe(EventJson.Write(stored.Days));
    }

    private static async Task<List<string>> Book(Node node)
    {
        await node.Services.GetRequiredService<ISubscriptions>().WaitFor(
            BookProjection.ProjectionName, await node.Log.SafePosition(CancellationToken.None), TimeSpan.FromMinutes(1), CancellationToken.None);
        await using var command = node.Source.CreateCommand("""
            SELECT 'spend ' || s::text FROM billing.spend s UNION ALL SELECT 'event ' || e::text FROM billing.call_events e
            UNION ALL SELECT 'window ' || w::text FROM billing.window_uses w ORDER BY 1
            """);
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<string>();
        while (await reader.ReadAsync()) rows.Add(reader.GetString(0));
        return rows;
    }
}
