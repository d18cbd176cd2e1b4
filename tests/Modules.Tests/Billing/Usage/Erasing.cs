using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using PackageBilling.Catalog;
using PackageBilling.Subscriptions;
using static PackageBilling.Modules.Tests.Billing.Usage.Callers;

namespace PackageBilling.Modules.Tests.Billing.Usage;

/// <summary>Numbers of calls are readable under their keys only, and erasing those changes nothing else (domain:
/// "Calls").</summary>
public sealed class Erasing
{
    [Fact]
    public async Task erased_numbers_are_gone_and_nothing_else_is()
    {
        await using var node = await Node.Start();
        var customer = await Customer(node, 1);
        var did = $"1202555{Next():0000}";
        var package = await node.Send(new DefinePackage { Name = $"minimum {customer}", Retail = 0, Cost = 0,
            Frequency = "monthly", FrequencyMatch = Json("[1]"), MinimumSpend = 50 });
        await node.Send(new AssignPackage(
            customer, new(null, package.PackageId, null, new(2025, 1, 1), null, did, true, null, null, null)));
        await node.Record([Call("k1", customer, 90, "3", did: did), Call("k2", customer, 90, "5", day: 40, did: did),
            Call("k3", customer, 60, "7")]);
        var before = await All();
        var erased = await node.Send(new EraseCalls(new(2025, 2, 20), "asked for"));
        (erased.Kept, erased.Keys).ShouldBe((new DateOnly(2025, 2, 1), 1));

        var calls = await node.CallsOf(customer);
        calls.Select(call => (call.Destination, call.Did))
            .ShouldBe([("erased", "erased"), ("442079460000", did), ("erased", null)]);
        (await All()).ShouldBe(before);
        // A late call of the month gets a key of its own, and the others stay unreadable.
        await node.Record([Call("k4", customer, 60, "9")]);
        (await node.CallsOf(customer)).Select(call => call.Destination)
            .ShouldBe(["erased", "442079460000", "erased", "442079460000"]);
        // A repeat is still known as one.
        (await node.Record([Call("k1", customer, 90, "3", did: did)])).Duplicates.ShouldBe(1);

        var rebuilt = await All();
        await RandomHistories.Rebuild(node, "billing");
        (await All()).ShouldBe(rebuilt);
        (await node.CallsOf(customer)).Select(call => call.Destination)
            .ShouldBe(["erased", "442079460000", "erased", "442079460000"]);

        async Task<string> All() => JsonSerializer.Serialize(new object[]
        {
            await node.Send(new Simulate(new(2025, 2, 1), [customer])) with { Position = null, PreviewToken = null },
            await node.Send(new Simulate(new(2025, 3, 1), [customer])) with { Position = null, PreviewToken = null },
            await node.Send(new GetFreeMinutes(customer, new(2025, 1, 20, 0, 0, 0, TimeSpan.Zero))),
            (await node.CallsOf(customer)).Select(call => (call.CallId, call.FreeSeconds, call.Charged)).ToString()!,
        }, HttpJson.Options);
    }

    [Fact]
    public async Task seals_stay_valid_and_every_run_replays_to_what_it_was()
    {
        await using var node = await Node.Start();
        var (customer, did) = (await Customer(node, 1), $"1202555{Next():0000}");
        var package = await node.Send(new DefinePackage { Name = $"minimum {customer}", Retail = 0, Cost = 0,
            Frequency = "monthly", FrequencyMatch = Json("[1]"), MinimumSpend = 50 });
        await node.Send(new AssignPackage(
            customer, new(null, package.PackageId, null, new(2025, 1, 1), null, did, true, null, null, null)));
        await node.Record([Call("k1", customer, 90, "3", did: did), Call("k2", customer, 90, "5", day: 40, did: did)]);
        RunView[] runs = [await node.Run(new(2025, 2, 1), customer), await node.Run(new(2025, 3, 1), customer)];
        var lines = await Lines();
        lines.Count(line => line.Kind == ChargeKind.MinimumSpend).ShouldBe(2);
        await node.Services.GetRequiredService<MakeBlocks>().CatchUp(CancellationToken.None);

        (await node.Send(new EraseCalls(new(2025, 4, 1), "asked for"))).Keys.ShouldBe(2);

        (await node.CallsOf(customer)).ShouldAllBe(call => call.Destination == "erased");
        (await node.Services.GetRequiredService<Verification>()
            .Run(ChainHead.None, null, CancellationToken.None)).FirstFault.ShouldBeNull();
        foreach (var replay in await node.Send(new ReplayRuns([.. runs.Select(run => run.RunId)])))
            (replay.Equal, replay.RecomputedSeal).ShouldBe((true, replay.RecordedSeal.ShouldNotBeNull()));
        (await Lines()).ShouldBe(lines);

        async Task<List<ReportLine>> Lines() => [.. await node.Lines(runs[0]), .. await node.Lines(runs[1])];
    }
}
