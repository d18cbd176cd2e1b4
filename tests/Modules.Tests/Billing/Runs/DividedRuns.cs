using PackageBilling.Subscriptions;

namespace PackageBilling.Modules.Tests.Billing;

/// <summary>Runs that several nodes began.</summary>
public sealed class DividedRuns
{
    [Fact]
    public async Task a_node_that_is_alone_posts_every_share_of_a_run_that_others_divided_and_left()
    {
        await using var node = await Node.Start();
        var daily = Given.Package("daily").Named("daily").Daily().Retail(1);
        await node.Send(daily.Definition);
        foreach (var customer in (string[])["ann", "bob", "cid", "dan"])
        {
            await node.Send(Given.Customer(customer).Registration);
            await node.Send(new AssignPackage(
                customer,
                new($"{customer}-1", "daily", 1, Given.Day("2025-03-01"), null, null, true, null, null, false)));
        }
        var run = new ChargeRunStarted(
            "r1", RunKind.ChargeRun, Given.Day("2025-03-07"), null, null, [], ChargeRun.EngineVersion);
        await node.Log.Append([new(Streams.Run("r1"), 0, [run, new ChargeRunDivided("r1", ["ann", "cid"])])],
            Given.Metadata, null, CancellationToken.None);

        var ended = await node.Ended("r1");

        (ended.Status, ended.Totals.Considered, ended.Totals.Charged).ShouldBe(("completed", 4, 4));
        (await node.Lines(ended)).Select(line => line.CustomerId).ShouldBe(["ann", "bob", "cid", "dan"]);
        var tail = await node.Log.Tail(CancellationToken.None);
        var parts = node.Log.ReadAll(0, tail, [typeof(ChargeRunPartPosted)], CancellationToken.None);
        (await parts.CountAsync()).ShouldBe(3);
    }
}
