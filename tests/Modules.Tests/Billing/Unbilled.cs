using FsCheck;
using FsCheck.Fluent;
using Microsoft.Extensions.DependencyInjection;
using PackageBilling.Catalog;
using PackageBilling.Subscriptions;

namespace PackageBilling.Modules.Tests.Billing;

/// <summary>What past runs would now post (domain: "Runs", unbilled), at noon of 2025-03-10 in UTC.</summary>
public sealed class Unbilled
{
    private static int _stories;

    [Fact]
    public async Task an_assignment_that_came_late_is_unbilled_from_its_start_on_until_its_dates_are_run()
    {
        await using var node = await Started();
        await Assign(node, "late", "2025-01-15");
        await Assign(node, "ended", "2024-01-15", end: "2025-01-19");
        await Assign(node, "moved-in", "2025-01-15", billedThrough: "2025-02-15");
        await node.Run(Given.Day("2025-02-01"), "acme");
        await Assign(node, "later", "2025-01-20");

        (await Lines(node, "2025-01-20", "2025-12-31")).ShouldBe(
        [
            "2025-01-20 later setup 5", "2025-02-01 later recurring 10",
            "2025-03-01 late recurring 10", "2025-03-01 later recurring 10", "2025-03-01 moved-in recurring 10",
        ]);
        (await Lines(node, "2025-02-02", "2025-02-28")).ShouldBe(["2025-02-02 later setup 5"]);

        foreach (var date in (string[])["2025-01-20", "2025-02-01", "2025-03-01"])
            await node.Run(Given.Day(date), "acme");
        (await Lines(node, "2025-01-20", "2025-03-31")).ShouldBeEmpty();
    }

    [Fact]
    public async Task a_date_is_past_from_the_local_time_on_at_which_it_is_run()
    {
        await using var node = await Started(Given.Noon);
        foreach (var zone in (string[])["Pacific/Kiritimati", "UTC", "America/New_York", "Etc/GMT+12"])
        {
            var customer = $"in-{zone.Split('/')[^1].Replace("+", "", StringComparison.Ordinal)}";
            await node.Send(new RegisterCustomer(customer, customer, null, zone, null));
            await node.Send(new AssignPackage(customer,
                new($"of-{customer}", "daily", null, Given.Day("2025-03-09"), null, null, null, null, null, false)));
        }
        (await Lines(node, "2025-03-09", "2025-03-12")).ShouldBe(
        [
            "2025-03-09 of-in-GMT12 recurring 1", "2025-03-09 of-in-Kiritimati recurring 1",
            "2025-03-09 of-in-New_York recurring 1", "2025-03-09 of-in-UTC recurring 1",
            // At noon in UTC it is 08:00 in New York, 00:00 in UTC-12 and, in UTC+14, 02:00 of the 11th.
            "2025-03-10 of-in-Kiritimati recurring 1", "2025-03-10 of-in-New_York recurring 1",
            "2025-03-10 of-in-UTC recurring 1",
        ]);
    }

    [Fact]
    public async Task without_a_first_date_it_begins_with_the_schedule()
    {
        await using var node = await Started(runAt: "06:00");
        string? firstRun = null;
        await PackageBilling.Harness.Eventually.True(
            async () => (firstRun = (await node.Send(new GetSchedule())).Zones.SingleOrDefault()?.LastRunId)
                is not null, "the schedule has begun");
        await node.Ended(firstRun!);
        await Assign(node, "late", "2024-01-01");
        (await Page(node, null, null)).Items.Select(Text).ShouldBe(["2025-03-10 late setup 5"]);
    }

    [Fact]
    public async Task calls_after_a_settlement_show_as_what_they_would_have_changed()
    {
        await using var node = await Started();
        await node.Send(new DefinePackage { PackageId = "minimum", Name = "Minimum", Retail = 0, Cost = 0,
            Frequency = "monthly", FrequencyMatch = Given.Json("[1]"), MinimumSpend = 50 });
        await node.Send(new AssignPackage(
            "acme", new("spends", "minimum", null, Given.Day("2025-01-01"), null, null, null, null, null, false)));
        await node.Record([Call("k1", 10)]);
        await node.Run(Given.Day("2025-02-01"), "acme");
        (await Lines(node, "2025-01-01", "2025-02-28")).ShouldBeEmpty();

        await node.Record([Call("k2", 15)]);
        var line = (await Page(node, "2025-01-01", "2025-02-28")).Items.ShouldHaveSingleItem();
        (line.Kind, line.Retail, line.Cost, line.Spend, line.Reason, line.ChargeId, line.Corrects).ShouldBe(
            (ChargeKind.MinimumSpend, -15m, 0m, 25m, LateCalls.Reason, null, "spends.minimumSpend.2025-02-01.1"));
        await node.Record([Call("k3", 100)]);
        (await Page(node, "2025-01-01", "2025-02-28")).Items.ShouldHaveSingleItem().Retail.ShouldBe(-40);

        // A price that was revised for the past is another matter.
        await node.Send(new RevisePackage { PackageId = "minimum", Name = "Minimum", Retail = 3, Cost = 0,
            Frequency = "monthly", FrequencyMatch = Given.Json("[1]"), MinimumSpend = 50,
            EffectiveFrom = Given.Day("2025-03-20") });
        (await Page(node, "2025-01-01", "2025-02-28")).Items.ShouldHaveSingleItem().Retail.ShouldBe(-40);
        await node.Send(new ReverseLine("spends.minimumSpend.2025-02-01.1", "the calls came late", ChargeAgain: true));
        await node.Run(Given.Day("2025-02-01"), "acme");
        (await Lines(node, "2025-01-01", "2025-02-28")).ShouldBeEmpty();
    }

    [Fact]
    public async Task what_was_charged_again_and_reversed_leaves_the_first_settlement_to_later_calls()
    {
        await using var node = await Started();
        await node.Send(new DefinePackage { PackageId = "minimum", Name = "Minimum", Retail = 0, Cost = 0,
            Frequency = "monthly", FrequencyMatch = Given.Json("[1]"), MinimumSpend = 50 });
        await node.Send(new AssignPackage(
            "acme", new("spends", "minimum", null, Given.Day("2025-01-01"), null, null, null, null, null, false)));
        await node.Run(Given.Day("2025-02-01"), "acme");
        await node.RunPackage("acme", Given.Day("2025-02-01"));
        await node.Send(new ReverseLine("spends.minimumSpend.2025-02-01.2", "once was enough"));
        (await Lines(node, "2025-01-01", "2025-02-28")).ShouldBeEmpty();

        await node.Record([Call("k1", 15)]);
        var line = (await Page(node, "2025-01-01", "2025-02-28")).Items.ShouldHaveSingleItem();
        (line.Retail, line.Reason, line.Corrects)
            .ShouldBe((-15m, LateCalls.Reason, "spends.minimumSpend.2025-02-01.1"));
        await node.Send(new ReverseLine("spends.minimumSpend.2025-02-01.1", "not at all", ChargeAgain: true));
        (await Lines(node, "2025-01-01", "2025-02-28")).ShouldBeEmpty();
    }

    [Fact]
    public async Task a_settlement_reversed_for_good_is_not_unbilled_whatever_calls_come_and_one_to_charge_again_is()
    {
        await using var node = await Started();
        await node.Send(new DefinePackage { PackageId = "minimum", Name = "Minimum", Retail = 0, Cost = 0,
            Frequency = "monthly", FrequencyMatch = Given.Json("[1]"), MinimumSpend = 50 });
        foreach (var assignment in (string[])["for-good", "again"])
            await node.Send(new AssignPackage("acme",
                new(assignment, "minimum", null, Given.Day("2025-01-01"), null, null, null, null, null, false)));
        await node.Run(Given.Day("2025-02-01"), "acme");
        await node.Send(new ReverseLine("for-good.minimumSpend.2025-02-01.1", "not agreed"));
        await node.Send(new ReverseLine("again.minimumSpend.2025-02-01.1", "the calls came late", ChargeAgain: true));
        await node.Record([Call("k1", 15)]);
        (await Lines(node, "2025-01-01", "2025-02-28")).ShouldBe(["2025-02-01 again minimumSpend 35"]);
    }

    [Fact]
    public async Task pages_follow_each_other_without_gap_or_repeat()
    {
        await using var node = await Started();
        for (var n = 0; n < 4; n++) await Assign(node, $"late-{n}", "2025-01-15");
        await node.Send(new RegisterCustomer("beta", "Beta", null, null, null));
        await node.Send(new AssignPackage(
            "beta", new("of-beta", "seat", null, Given.Day("2025-01-20"), null, null, null, null, null, false)));
        var all = await Lines(node, "2025-01-15", "2025-02-01");
        all.Count.ShouldBe(10);
        foreach (var limit in (int[])[1, 3, 9, 10])
        {
            var paged = new List<string>();
            string? next = null;
            do
            {
                var page = await Page(node, "2025-01-15", "2025-02-01", limit, next);
                paged.AddRange(page.Items.Select(Text));
                next = page.Next;
            }
            while (next is not null);
            paged.ShouldBe(all, $"in pages of {limit}");
        }
    }

    /// <summary>The list and the runs that answer it: the same lines, whatever happened before.</summary>
    [Fact]
    public async Task what_is_unbilled_is_what_the_runs_of_the_dates_then_post()
    {
        await using var node = await Node.Start();
        var histories = Environment.GetEnvironmentVariable("PACKAGEBILLING_LONG") == "1" ? 100 : 5;
        Prop.ForAll(Histories.Any(18), history => Holds(node, history).GetAwaiter().GetResult())
            .Check(Config.QuickThrowOnFailure.WithMaxTest(histories));
    }

    private static async Task Holds(Node node, Step[] history)
    {
        var story = new Story(node, $"unbilled{Interlocked.Increment(ref _stories)}");
        await story.Live(history);
        var customers = story.Customers.Select(customer => customer.Id).ToList();
        var (from, to) = (new DateOnly(2024, 1, 27), new DateOnly(2024, 2, 1));
        var expected = new List<string>();
        foreach (var customer in customers)
            expected.AddRange(
                (await Page(node, Dates.Text(from), Dates.Text(to), 500, null, customer)).Items.Select(Text));
        var posted = new List<string>();
        for (var date = from; date <= to; date = date.AddDays(1))
            posted.AddRange((await node.Lines(await node.Run(date, customers)))
                .Where(line => line.Outcome == LineOutcome.Charged).Select(Text));
        posted.Order(StringComparer.Ordinal).ShouldBe(expected.Order(StringComparer.Ordinal));
    }

    private static async Task<Node> Started(DateTimeOffset? now = null, string? runAt = null)
    {
        var node = await Node.Start(clock: new Clock { Now = now ?? Given.Noon }, runAt: runAt);
        await node.Send(new RegisterCustomer("acme", "Acme", null, null, null));
        await node.Send(new DefinePackage { PackageId = "seat", Name = "Seat", Retail = 10, Cost = 6, SetupRetail = 5,
            Frequency = "monthly", FrequencyMatch = Given.Json("[1]") });
        await node.Send(
            new DefinePackage { PackageId = "daily", Name = "Daily", Retail = 1, Cost = 0, Frequency = "daily" });
        return node;
    }

    private static Task Assign(Node node, string id, string start, string? end = null, string? billedThrough = null) =>
        node.Send(new AssignPackage(
            "acme", new(id, "seat", null, Given.Day(start), end is null ? null : Given.Day(end), null, null, null,
                billedThrough is null ? null : Given.Day(billedThrough), false)));

    private static object Call(string id, int amount) =>
        new { callId = id, customerId = "acme", destination = "442079460000", startedAt = "2025-01-10T10:00:00Z",
            billedSeconds = 60, amount = $"{amount}" };

    private static async Task<List<string>> Lines(Node node, string from, string to) =>
        [.. (await Page(node, from, to)).Items.Select(Text)];

    private static async Task<Page<ReportLine>> Page(
        Node node, string? from, string? to, int limit = 500, string? after = null, string? customer = null)
    {
        await using var scope = node.Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<GetUnbilled>().Page(
            from, to, customer, PageRequest.Read($"{limit}", after), CancellationToken.None);
    }

    private static string Text(ReportLine line) =>
        $"{Dates.Text(line.Date)} {line.AssignmentId} {line.Kind.Text()} {line.Retail:0.######}";
}
