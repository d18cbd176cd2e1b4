using static PackageBilling.Modules.Tests.Billing.Usage.Callers;

namespace PackageBilling.Modules.Tests.Billing.Usage;

/// <summary>Calls of a customer that a long body has spread over its lines are recorded together,
/// and rated in the order of the lines.</summary>
public sealed class CallsTogether
{
    [Fact]
    public void nothing_is_lost_and_the_order_of_each_customer_is_kept()
    {
        for (var seed = 0; seed < 40; seed++)
        {
            var random = new Random(seed);
            var (batches, line) = (new List<CallBatch>(), 0);
            for (var left = random.Next(150_000); left > 0;)
            {
                var count = Math.Min(left, random.Next(4) == 0 ? random.Next(1, 9_000) : UsageLimits.RecordsPerCommit);
                left -= count;
                var (calls, rejected) = (new List<Call>(), new List<RejectedCall>());
                for (var n = 0; n < count; n++)
                    if (random.Next(seed % 4 == 0 ? 2 : 1_000) == 0) rejected.Add(new(++line, null, "is wrong"));
                    else calls.Add(OneOf($"c{random.Next(300)}", ++line));
                batches.Add(new(calls, rejected));
            }
            var together = CallWindow.Together(batches).ToList();
            together.ShouldAllBe(batch => batch.Count <= UsageLimits.RecordsPerCommit, $"seed {seed}");
            Lines(batches, batch => batch.Rejected.Select(one => one.Line))
                .ShouldBe(Lines(together, batch => batch.Rejected.Select(one => one.Line)), $"seed {seed}");
            var was = batches.SelectMany(batch => batch.Calls).ToLookup(call => call.CustomerId);
            var became = together.SelectMany(batch => batch.Calls).ToLookup(call => call.CustomerId);
            became.Count.ShouldBe(was.Count, $"seed {seed}");
            foreach (var customer in was)
                became[customer.Key].SequenceEqual(customer).ShouldBeTrue($"seed {seed}, customer {customer.Key}");
        }
    }

    [Fact]
    public void a_body_that_fits_into_one_commit_is_left_alone()
    {
        CallBatch batch = new([OneOf("b", 1), OneOf("a", 2), OneOf("b", 3)], []);
        CallWindow.Together([batch]).ShouldBe([batch]);
    }

    [Fact]
    public void where_an_id_comes_twice_everything_stays_in_its_place()
    {
        List<CallBatch> batches = [new([OneOf("b", 1), OneOf("a", 2)], []),
            new([OneOf("a", 3), OneOf("b", 4) with { CallId = "k2" }], [])];
        CallWindow.Together(batches).ShouldBe(batches);
    }

    [Fact]
    public async Task free_minutes_go_to_the_first_lines_of_a_long_body_and_its_events_are_few()
    {
        const int each = 4_000;
        await using var node = await Node.Start();
        string[] customers = [await Customer(node, 100), await Customer(node, 200), await Customer(node)];
        var taken = await node.Record(
            [.. Enumerable.Range(0, 3 * each).Select(n => Call($"k{n:D6}", customers[n % 3], 60, "0.5"))]);
        (taken.Accepted, taken.RejectedCount).ShouldBe((3L * each, 0L));
        foreach (var (customer, minutes) in customers.Zip([100, 200, 0]))
        {
            var calls = await node.CallsOf(customer);
            calls.Select(call => call.CallId).ShouldBe(
                Enumerable.Range(0, 3 * each).Where(n => customers[n % 3] == customer).Select(n => $"k{n:D6}"));
            calls.Count(call => call.FreeSeconds == 60 && call.Charged == 0).ShouldBe(minutes);
            calls.Skip(minutes).ShouldAllBe(call => call.FreeSeconds == 0 && call.Charged == 0.5m);
            (await node.Log.ReadStream(Streams.Usage(customer), CancellationToken.None)).Count
                .ShouldBeLessThanOrEqualTo((each / UsageLimits.CallsPerEvent) + 1);
        }
    }

    private static Call OneOf(string customer, int line) =>
        new(line, $"k{line}", customer, null, "442079460000", DateTimeOffset.UnixEpoch, 60, 1);

    private static List<long> Lines(IEnumerable<CallBatch> batches, Func<CallBatch, IEnumerable<long>> of) =>
        [.. batches.SelectMany(of)];
}
