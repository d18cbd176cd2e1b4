using PackageBilling.Catalog;
using PackageBilling.Subscriptions;

namespace PackageBilling.Modules.Tests.Billing.Restatements;

/// <summary>A line that no run has posted is missing only where a completed run should have posted it.</summary>
public sealed class Gaps
{
    private static readonly DateOnly First = new(2025, 2, 1);

    [Fact]
    public async Task a_run_for_a_zone_leaves_gaps_in_that_zone_only() =>
        (await Missing(null, ["Asia/Tokyo"], [])).ShouldBe(["tokyo"]);

    [Fact]
    public async Task where_the_date_had_not_come_nothing_is_missing() =>
        (await Missing(null, null, ["UTC"])).ShouldBe(["tokyo"]);

    [Fact]
    public async Task a_run_for_some_customers_leaves_gaps_for_them_only() =>
        (await Missing(["utc"], null, [])).ShouldBe(["utc"]);

    [Fact]
    public async Task run_package_leaves_no_gap_and_is_corrected_like_any_run()
    {
        await using var node = await Start();
        var run = await node.RunPackage("utc", First);
        run.Totals.Lines.ShouldBe(1);
        await Late(node);
        (await node.Send(new Restate(First, First))).Lines.ShouldBeEmpty();
        await node.Send(new RevisePackage { PackageId = "seat", Name = "Seat", Retail = 8, Cost = 6,
            Frequency = "monthly", FrequencyMatch = Given.Json("[1]"), EffectiveFrom = First });
        (await node.Send(new Restate(First, First))).Lines.ShouldHaveSingleItem().Retail.ShouldBe(-2);
    }

    [Fact]
    public async Task a_cancelled_run_leaves_no_gap()
    {
        await using var node = await Start();
        await Begin(node, null, null, [], new ChargeRunCancelled("made"));
        await Late(node);
        (await node.Send(new Restate(First, First))).Lines.ShouldBeEmpty();
    }

    /// <summary>The customers for whom something is missing after a run, when everybody had an assignment
    /// that was not known then.</summary>
    private static async Task<IReadOnlyList<string>> Missing(
        IReadOnlyList<string>? customers, IReadOnlyList<string>? zones, IReadOnlyList<string> notYet)
    {
        await using var node = await Start();
        await Begin(node, customers, zones, notYet);
        (await node.Ended("made")).Status.ShouldBe(RunStatus.Completed);
        await Late(node);
        var all = (await node.Send(new Restate(First, First))).Lines;
        all.ShouldAllBe(line => line.IsGap && line.Retail == 10 && line.AssignmentId == $"{line.CustomerId}-late");

        // Asked for by name the accounts are read, and not the runs; both must say the same.
        (await node.Send(new Restate(First, First, ["tokyo", "utc"]))).Lines.ShouldBe(all);
        var applied = await node.Send(new Restate(First, First, null, false));
        (await node.Send(new Restate(First, First))).Lines.ShouldBeEmpty();
        return [.. applied.Lines.Select(line => line.CustomerId)];
    }

    private static async Task<Node> Start()
    {
        var node = await Node.Start();
        await node.Send(new DefinePackage { PackageId = "seat", Name = "Seat", Retail = 10, Cost = 6,
            Frequency = "monthly", FrequencyMatch = Given.Json("[1]") });
        foreach (var (customer, zone) in ((string, string)[])[("utc", "UTC"), ("tokyo", "Asia/Tokyo")])
        {
            await node.Send(new RegisterCustomer(customer, customer, null, zone, null));
            await node.Send(new AssignPackage(
                customer, new(customer, "seat", 1, new(2025, 1, 15), null, null, true, null, null, null)));
        }
        return node;
    }

    private static Task Begin(Node node, IReadOnlyList<string>? customers, IReadOnlyList<string>? zones,
        IReadOnlyList<string> notYet, params IReadOnlyList<object> more) => node.Log.Append(
            [new(Streams.Run("made"), 0, [new ChargeRunStarted(
                "made", RunKind.Scheduled, First, customers, null, notYet, ChargeRun.EngineVersion, zones), .. more])],
            new(DateTimeOffset.UnixEpoch, "test"), null, CancellationToken.None);

    private static async Task Late(Node node)
    {
        foreach (var customer in (string[])["utc", "tokyo"])
            await node.Send(new AssignPackage(
                customer, new($"{customer}-late", "seat", 1, new(2025, 1, 15), null, null, true, null, null, false)));
    }
}
