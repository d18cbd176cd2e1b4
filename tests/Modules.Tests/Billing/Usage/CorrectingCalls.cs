using Microsoft.Extensions.DependencyInjection;
using PackageBilling.Auditing;
using PackageBilling.Catalog;
using PackageBilling.Subscriptions;
using static PackageBilling.Modules.Tests.Billing.Usage.Callers;

namespace PackageBilling.Modules.Tests.Billing.Usage;

/// <summary>Calls that are voided and rated again (domain: "Corrections to calls").</summary>
public sealed class CorrectingCalls
{
    private static readonly DateOnly First = new(2025, 1, 1), Last = new(2025, 12, 31);

    [Fact]
    public async Task a_voided_call_counts_no_more_and_its_minutes_are_there_again_for_later_calls()
    {
        await using var node = await Node.Start();
        var customer = await Customer(node, 1);
        await node.Record([
            Call($"{customer}-1", customer, 60, "1"), Call($"{customer}-2", customer, 60, "2", did: "12025550001")]);
        var before = await node.Log.Tail(CancellationToken.None);

        var simulated = await Void(node, new([$"{customer}-1"], null, null, null, null), simulate: true);
        (simulated.CorrectionId, simulated.Calls, simulated.Changed).ShouldBe((null, 1, 1));
        (await node.Log.Tail(CancellationToken.None)).ShouldBe(before);
        var done = await Void(node, new([$"{customer}-1"], null, null, null, null));
        (done with { CorrectionId = null, Simulate = true, Position = 0 }).ShouldBeEquivalentTo(
            simulated with { Position = 0 });
        done.Customers.ShouldHaveSingleItem().ShouldBe(new(customer, "USD", 1, 60, 0, 0, 0));
        var package = done.Packages.ShouldHaveSingleItem();
        (package.SecondsBefore, package.SecondsAfter, package.Cause).ShouldBe((60, 0, CallCorrectionCause.Voided));

        // The other call is not rated again; a later one finds the minute free.
        (await Charged(node, customer)).ShouldBe([($"{customer}-2", 0, 2m)]);
        var later = await node.Record([Call($"{customer}-3", customer, 30, "3")]);
        later.Calls!.ShouldHaveSingleItem().ShouldBe(new($"{customer}-3", 30, 0));
        (await Charged(node, customer, before)).ShouldBe([($"{customer}-1", 60, 0m), ($"{customer}-2", 0, 2m)]);
        (await Minutes(node, customer)).ShouldBe((60, 30, 30));

        // Rated again in the order of the log, the older of the two that are left comes first.
        var again = await Rerate(node, new(null, null, customer, First, Last));
        again.Packages.Select(one => (one.Changed, one.SecondsBefore, one.SecondsAfter, one.Cause))
            .ShouldBe([(2, 30, 60, CallCorrectionCause.OtherCalls)]);
        (await Charged(node, customer)).ShouldBe([($"{customer}-2", 60, 0m), ($"{customer}-3", 0, 3m)]);
    }

    [Fact]
    public async Task the_id_of_a_voided_call_may_be_sent_again_with_other_content()
    {
        await using var node = await Node.Start();
        var customer = await Customer(node);
        await node.Record([Call($"{customer}-1", customer, 60, "100")]);
        await Void(node, new([$"{customer}-1"], null, null, null, null));
        var again = await node.Record([Call($"{customer}-1", customer, 60, "1")]);
        (again.Accepted, again.RejectedCount).ShouldBe((1, 0));
        (await Charged(node, customer)).ShouldBe([($"{customer}-1", 0, 1m)]);
        (await node.Record([Call($"{customer}-1", customer, 60, "1")])).Duplicates.ShouldBe(1);
        // What is voided now is the second one.
        (await Void(node, new([$"{customer}-1"], null, null, null, null))).ByCurrency.ShouldHaveSingleItem()
            .ShouldBe(new("USD", 1, 1, 0));
        (await Charged(node, customer)).ShouldBeEmpty();
    }

    [Fact]
    public async Task all_of_an_import_is_voided_and_nothing_else()
    {
        await using var node = await Node.Start();
        var (one, other) = (await Customer(node), await Customer(node));
        await node.Record([Call($"{one}-kept", one, 60, "1")]);
        var wrong = await node.Record([
            .. Enumerable.Range(0, 700).Select(n => Call($"{one}-{n}", one, 60, "1", day: n % 30)),
            Call($"{other}-0", other, 60, "2")]);
        var report = await Void(node, new(null, wrong.ImportId, null, null, null));
        (report.Calls, report.Changed).ShouldBe((701, 701));
        report.ByCurrency.ShouldHaveSingleItem().ShouldBe(new("USD", 701, 702, 0));
        report.Customers.Select(customer => customer.CustomerId).ShouldBe([one, other]);
        (await Charged(node, one)).ShouldBe([($"{one}-kept", 0, 1m)]);
        (await Charged(node, other)).ShouldBeEmpty();
        (await Void(node, new(null, wrong.ImportId, null, null, null))).Changed.ShouldBe(0);
    }

    [Fact]
    public async Task a_settlement_that_voided_calls_were_in_is_unbilled_and_restated_and_its_run_replays_as_it_was()
    {
        await using var node = await Node.Start();
        var customer = await Customer(node);
        var package = await node.Send(new DefinePackage { Name = $"minimum {customer}", Retail = 0, Cost = 0,
            Frequency = "monthly", FrequencyMatch = Json("[1]"), MinimumSpend = 10 });
        await node.Send(new AssignPackage(customer,
            new(null, package.PackageId, null, new(2025, 1, 1), null, null, true, null, null, null)));
        await node.Record([Call($"{customer}-1", customer, 60, "7"), Call($"{customer}-2", customer, 60, "1")]);
        var run = await node.Run(new(2025, 2, 1), customer);
        (await node.Lines(run)).Single(line => line.Kind == ChargeKind.MinimumSpend).Retail.ShouldBe(2);

        await Void(node, new(null, null, customer, First, Last));
        var unbilled = await node.Unbilled(new(2025, 2, 1), customer);
        unbilled.ShouldHaveSingleItem().Retail.ShouldBe(8);
        var restated = await node.Send(new Restate(new(2025, 2, 1), new(2025, 2, 1), [customer], false, "voided"));
        restated.Lines.ShouldHaveSingleItem().Retail.ShouldBe(8);
        (await node.Send(new ReplayRuns([run.RunId]))).ShouldHaveSingleItem().Equal.ShouldBeTrue();
    }

    [Fact]
    public async Task calls_are_rated_again_by_what_is_known_now_and_the_report_says_why()
    {
        await using var node = await Node.Start();
        var customer = await Customer(node);
        await node.Record([
            Call($"{customer}-1", customer, 60, "1"), Call($"{customer}-2", customer, 60, "1"),
            Call($"{customer}-3", customer, 60, "1", day: 40)]);
        await Grant(node, customer, 1);
        var report = await Rerate(node, new(null, null, customer, First, new(2025, 1, 31)));
        (report.Calls, report.Changed).ShouldBe((2, 1));
        report.ByCurrency.ShouldHaveSingleItem().ShouldBe(new("USD", 1, 1, 0));
        var package = report.Packages.ShouldHaveSingleItem();
        (package.Changed, package.SecondsAfter, package.Cause).ShouldBe((1, 60, CallCorrectionCause.Assigned));
        (await Charged(node, customer)).ShouldBe(
            [($"{customer}-1", 60, 0m), ($"{customer}-2", 0, 1m), ($"{customer}-3", 0, 1m)]);
        (await Rerate(node, new(null, null, customer, First, new(2025, 1, 31)))).Changed.ShouldBe(0);

        // The first one goes, and the second finds the minute that it had used.
        await Void(node, new([$"{customer}-1"], null, null, null, null));
        var moved = await Rerate(node, new(null, null, customer, First, Last));
        moved.Packages.Select(one => (one.SecondsAfter, one.Cause)).ShouldBe([(120, CallCorrectionCause.Assigned)]);
        (await Charged(node, customer)).ShouldBe([($"{customer}-2", 60, 0m), ($"{customer}-3", 60, 0m)]);
        var shown = (await node.CallsOf(customer))[0];
        (shown.Correction, shown.Answered).ShouldBe((CallCorrectionKind.Rerate, new($"{customer}-2", 0, 1)));
    }

    [Fact]
    public async Task at_no_position_is_more_used_of_a_window_than_it_grants()
    {
        await using var node = await Node.Start();
        var customer = await Customer(node);
        await Grant(node, customer, 10);
        // The last thousand use all; the first, which are of an earlier month, find nothing of their own yet.
        await node.Record(Enumerable.Range(0, 1_200).Select(n => Call($"{customer}-a{n}", customer, 1, "1")));
        await node.Record(Enumerable.Range(0, 1_200).Select(n => Call($"{customer}-b{n}", customer, 1, "1")));
        await Void(node, new([.. Enumerable.Range(0, 1_200).Select(n => $"{customer}-a{n}")], null, null, null, null));
        var before = await node.Log.Tail(CancellationToken.None);
        (await Rerate(node, new(null, null, customer, First, Last))).Changed.ShouldBe(600);
        await Grant(node, customer, 15);
        (await Rerate(node, new(null, null, customer, First, Last))).Changed.ShouldBe(600);
        await Void(node, new([.. Enumerable.Range(0, 600).Select(n => $"{customer}-b{n}")], null, null, null, null));
        (await Rerate(node, new(null, null, customer, First, Last))).Changed.ShouldBe(600);
        for (var position = before; position <= await node.Log.Tail(CancellationToken.None); position++)
        {
            var minutes = await node.Send(
                new GetFreeMinutes(customer, new(2025, 1, 20, 0, 0, 0, TimeSpan.Zero), new(position, null)));
            foreach (var window in minutes) window.UsedSeconds.ShouldBeInRange(0, window.GrantedSeconds);
        }
    }

    [Fact]
    public async Task calls_whose_numbers_were_erased_stay_as_they_are_and_are_counted()
    {
        await using var node = await Node.Start();
        var customer = await Customer(node);
        await node.Record([
            Call($"{customer}-1", customer, 60, "1"), Call($"{customer}-2", customer, 60, "1", day: 40)]);
        await node.Send(new EraseCalls(new(2025, 2, 1), "asked for"));
        await Grant(node, customer, 5);
        var report = await Rerate(node, new(null, null, customer, First, Last));
        (report.Calls, report.Changed, report.Erased).ShouldBe((2, 1, 1));
        (await Charged(node, customer)).ShouldBe([($"{customer}-1", 0, 1m), ($"{customer}-2", 60, 0m)]);
        (await node.CallsOf(customer)).Select(call => call.Destination).ShouldBe(["erased", "442079460000"]);
        (await Void(node, new(null, null, customer, First, Last))).Changed.ShouldBe(2);
    }

    private static Task<CallCorrectionReport> Void(Node node, CallSelection calls, bool simulate = false) =>
        node.Send(new CorrectCalls(CallCorrectionKind.Void, calls, simulate, "rated wrongly"));

    private static Task<CallCorrectionReport> Rerate(Node node, CallSelection calls) =>
        node.Send(new CorrectCalls(CallCorrectionKind.Rerate, calls, false, "rated wrongly"));

    private static async Task<List<(string, int, decimal)>> Charged(Node node, string customer, long? at = null)
    {
        await node.CallsOf(customer);
        var calls = new List<(string, int, decimal)>();
        await foreach (var call in node.Services.GetRequiredService<ListCalls>()
            .All(customer, Dates.Min, Dates.Max, CancellationToken.None, at ?? long.MaxValue))
            calls.Add((call.CallId, call.FreeSeconds, call.Charged));
        return calls;
    }

    private static async Task<(long Granted, long Used, long Remaining)> Minutes(Node node, string customer)
    {
        var window = (await node.Send(new GetFreeMinutes(
            customer, new(2025, 1, 31, 0, 0, 0, TimeSpan.Zero)))).ShouldHaveSingleItem();
        return (window.GrantedSeconds, window.UsedSeconds, window.RemainingSeconds);
    }
}
