using PackageBilling.Catalog;
using PackageBilling.Harness;
using PackageBilling.Subscriptions;
using System.Globalization;

namespace PackageBilling.Modules.Tests.Billing;

/// <summary>Dates run by themselves, on a real log and a clock that the test moves.</summary>
public sealed class ScheduledRuns
{
    [Fact]
    public async Task a_date_is_run_at_six_once_and_missed_ones_are_caught_up_in_order()
    {
        var clock = new ManualTime(At("2025-01-30T05:00:00Z"));
        string database;
        await using (var node = await Node.Start(null, clock, "06:00"))
        {
            database = node.ConnectionString;
            await Monthly(node, "acme", "UTC", "2025-01-01", billPast: false);
            await LastDate(node, clock, "UTC", null);
            clock.AdvanceTo(At("2025-01-30T05:59:59Z"));
            (await Runs(node)).ShouldBeEmpty();
            clock.Advance(TimeSpan.FromSeconds(1));
            await LastDate(node, clock, "UTC", "2025-01-30");
        }
        clock.Advance(TimeSpan.FromDays(3));
        await using (var node = await Node.Start(database, clock, "06:00"))
        {
            await LastDate(node, clock, "UTC", "2025-02-02");
            (await Runs(node)).Select(run => (run.Kind, run.Date, run.Status)).ShouldBe(
            [
                ("scheduled", Given.Day("2025-01-30"), "completed"),
                ("scheduled", Given.Day("2025-01-31"), "completed"),
                ("scheduled", Given.Day("2025-02-01"), "completed"),
                ("scheduled", Given.Day("2025-02-02"), "completed"),
            ]);
            (await Charged(node, "acme")).ShouldBe(["2025-01-31 10.00"]);
            clock.Set(At("2025-01-15T00:00:00Z"));
            clock.Advance(TimeSpan.FromMinutes(5));
            (await Runs(node)).Count.ShouldBe(4);
            var schedule = await node.Send(new GetSchedule());
            schedule.Zones.ShouldHaveSingleItem().NextAt.ShouldBe(At("2025-02-03T06:00:00Z"));
            (schedule.RunAt, schedule.Enabled, schedule.Attention.Count).ShouldBe(("06:00", true, 0));
            schedule.FirstStarted!.Value.ShouldBe(At("2025-01-30T05:00:00Z"), TimeSpan.FromMinutes(1));
        }
    }

    [Fact]
    public async Task nothing_from_before_the_first_start_is_run_and_customers_of_before_get_the_first_day()
    {
        var clock = new ManualTime(At("2025-03-10T10:00:00Z"));
        await using var old = await Node.Start(null, clock);
        await Daily(old, "acme", "UTC", "2025-01-01", billPast: true);
        await using var node = await Node.Start(old.ConnectionString, clock, "06:00");
        await LastDate(node, clock, "UTC", "2025-03-10");
        (await Charged(node, "acme")).ShouldBe(["2025-03-10 1.00"]);
    }

    [Fact]
    public async Task billPast_runs_the_dates_again_that_were_run_before_it_was_known_once()
    {
        var clock = new ManualTime(At("2025-03-07T05:00:00Z"));
        await using var node = await Node.Start(null, clock, "06:00");
        await Daily(node, "early", "UTC", "2025-03-07", billPast: false);
        await LastDate(node, clock, "UTC", null);
        clock.AdvanceTo(At("2025-03-10T12:00:00Z"));
        await LastDate(node, clock, "UTC", "2025-03-10");
        await node.Send(Given.Customer("late").Registration);
        await node.Send(new AssignPackage(
            "late", new("late-1", "daily", 1, Given.Day("2025-03-08"), null, null, true, null, null, true)));
        await node.Send(new AssignPackage(
            "early", new("early-2", "daily", 1, Given.Day("2025-03-08"), null, null, true, null, null, null)));
        await clock.Until(async () => (await Charged(node, "late")).Count == 3, "three dates are billed");
        (await Charged(node, "late")).ShouldBe(["2025-03-08 1.00", "2025-03-09 1.00", "2025-03-10 1.00"]);
        (await Charged(node, "early")).Count.ShouldBe(4);
        (await Runs(node)).Where(run => run.Kind == "billPast").Select(run => run.Date)
            .ShouldBe([Given.Day("2025-03-08"), Given.Day("2025-03-09"), Given.Day("2025-03-10")]);
        clock.AdvanceTo(At("2025-03-11T06:00:00Z"));
        await clock.Until(async () => (await Charged(node, "late")).Count == 4
            && (await Charged(node, "early")).Count == 6, "the next day is billed to all");
        (await Runs(node)).Count(run => run.Kind == "billPast").ShouldBe(3);
    }

    [Fact]
    public async Task moving_to_a_zone_that_is_further_on_neither_doubles_nor_drops_a_day()
    {
        var clock = new ManualTime(At("2025-03-08T00:00:00Z"));
        await using var node = await Node.Start(null, clock, "06:00");
        await Daily(node, "east", "Pacific/Kiritimati", "2025-03-01", billPast: false);
        await Daily(node, "west", "Etc/GMT+12", "2025-03-01", billPast: false);
        await Daily(node, "mover", "Etc/GMT+12", "2025-03-01", billPast: false);
        await Begun(node, clock);
        clock.AdvanceTo(At("2025-03-10T12:00:00Z"));
        await LastDate(node, clock, "Etc/GMT+12", "2025-03-09");
        await LastDate(node, clock, "Pacific/Kiritimati", "2025-03-10");
        var before = await Charged(node, "mover");
        before[^1].ShouldBe("2025-03-09 1.00");
        await node.Send(new EditCustomer("mover", null, null, "Pacific/Kiritimati"));
        await clock.Until(
            async () => (await Charged(node, "mover")).Count == before.Count + 1, "the day that the new zone is ahead");
        await node.Send(new EditCustomer("mover", null, null, "Etc/GMT+12"));
        clock.AdvanceTo(At("2025-03-12T18:00:00Z"));
        await LastDate(node, clock, "Etc/GMT+12", "2025-03-12");
        await LastDate(node, clock, "Pacific/Kiritimati", "2025-03-13");
        var days = (await Charged(node, "mover")).Select(line => line[..10]).ToList();
        days.ShouldBe(days.Distinct());
        days.ShouldBe(Enumerable.Range(0, days.Count).Select(i => Dates.Text(Given.Day(days[0]).AddDays(i))));
        days[^1].ShouldBe("2025-03-12");
    }

    [Fact]
    public async Task two_nodes_that_schedule_at_once_start_every_run_once()
    {
        // Before six in Berlin too: a run that is due at once may come between a customer and its first assignment.
        var clock = new ManualTime(At("2025-03-01T04:00:00Z"));
        await using var one = await Node.Start(null, clock, "06:00");
        await using var two = await Node.Start(one.ConnectionString, clock, "06:00");
        await Daily(one, "acme", "UTC", "2025-03-01", billPast: false);
        await Daily(one, "berlin", "Europe/Berlin", "2025-03-01", billPast: false);
        await LastDate(one, clock, "UTC", null);

        // Both decide: that one node looks at a time only saves work.
        clock.AdvanceTo(At("2025-03-10T06:00:00Z"));
        var work = new[] { one, one, two, two }.Select(node => Task.Run(() => ((ScheduledWork)node.Services
            .GetService(typeof(ScheduledWork))!).CatchUp(CancellationToken.None))).ToList();
        await clock.Until(() => Task.FromResult(work.TrueForAll(task => task.IsCompleted)), "all have nothing to do");
        await Task.WhenAll(work);
        var runs = new List<(string, DateOnly)>();
        await foreach (var stored in one.Log.ReadAll(
            0, await one.Log.Tail(CancellationToken.None), [typeof(ChargeRunStarted)], CancellationToken.None))
            runs.AddRange(
                ((ChargeRunStarted)stored.Data).Zones!.Select(zone => (zone, ((ChargeRunStarted)stored.Data).Date)));
        runs.Where(run => run.Item1 == "UTC").Select(run => run.Item2)
            .ShouldBe(Enumerable.Range(1, 10).Select(day => new DateOnly(2025, 3, day)));
        runs.Where(run => run.Item1 == "Europe/Berlin").Select(run => run.Item2)
            .ShouldBe(Enumerable.Range(1, 10).Select(day => new DateOnly(2025, 3, day)));
        (await Charged(one, "acme")).Count.ShouldBe(10);
        (await Charged(one, "berlin")).Count.ShouldBe(10);
    }

    [Fact]
    public async Task a_failed_run_holds_its_date_for_attention_until_a_run_of_it_is_complete_and_later_dates_go_on()
    {
        var clock = new ManualTime(At("2025-03-07T05:00:00Z"));
        await using var node = await Node.Start(null, clock, "06:00");
        await Daily(node, "acme", "UTC", "2025-03-07", billPast: false);
        await Begun(node, clock);

        // As if the run of the 7th had been given up, whatever the reason.
        var run = new ChargeRunStarted(
            "r1", RunKind.Scheduled, Given.Day("2025-03-07"), null, null, [], ChargeRun.EngineVersion, ["UTC"]);
        var version = (await node.Log.ReadLast(Streams.Schedule, CancellationToken.None))!.Version;
        await node.Log.Append(
        [
            new(Streams.Schedule, version, [new RunScheduled("r1", run.Date)]),
            new(Streams.Run("r1"), 0, [run, new ChargeRunFailed("r1", "the disk is full")]),
        ], Given.Metadata, null, CancellationToken.None);
        clock.AdvanceTo(At("2025-03-08T06:00:00Z"));
        await clock.Until(async () => (await Charged(node, "acme")).Count == 1, "the next date is run");
        (await Charged(node, "acme")).ShouldBe(["2025-03-08 1.00"]);
        var held = (await node.Send(new GetSchedule())).Attention.ShouldHaveSingleItem();
        (held.RunId, held.Date, held.Status, held.Error)
            .ShouldBe(("r1", Given.Day("2025-03-07"), "failed", "the disk is full"));
        await node.Run(Given.Day("2025-03-07"));
        (await node.Send(new GetSchedule())).Attention.ShouldBeEmpty();
        (await Charged(node, "acme")).ShouldBe(["2025-03-07 1.00", "2025-03-08 1.00"]);
    }

    [Fact]
    public async Task a_run_for_some_zones_is_decided_for_customers_who_live_there_only()
    {
        await using var node = await Node.Start();
        await Daily(node, "berlin", "Europe/Berlin", "2025-03-01", billPast: false);
        await Daily(node, "london", "Europe/London", "2025-03-01", billPast: false);
        var run = new ChargeRunStarted("r1", RunKind.Scheduled, Given.Day("2025-03-07"), null, null, [],
            ChargeRun.EngineVersion, ["Europe/London"]);
        await node.Log.Append([new(Streams.Run("r1"), 0, [run])], Given.Metadata, null, CancellationToken.None);
        var ended = await node.Ended("r1");
        (ended.Totals.Considered, ended.Totals.Charged, ended.Kind).ShouldBe((1, 1, "scheduled"));
        (await Charged(node, "berlin")).ShouldBeEmpty();

        // The decision says so by itself; that the book is read by zone only saves work.
        var customer = new CustomerBook("berlin", "USD", "Europe/Berlin", 0, 0, 0,
            [new(1, "a", "daily", null, Given.Day("2025-03-01"), null,
                new() { Quantity = 1, AutoDecrementCredit = true })]);
        var packages = new PackagesOn(run.Date, [new PackageBook(
            "daily", "USD", [new(DateOnly.MinValue, Given.Package("daily").Daily().Retail(1).Terms)])]);
        ChargeRun.Decide(customer, packages, run.Terms).Lines.ShouldBeEmpty();
        ChargeRun.Decide(customer, packages, (run with { Zones = null }).Terms).Lines.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task a_rebuild_of_the_schedules_tables_changes_no_answer()
    {
        var clock = new ManualTime(At("2025-03-07T05:00:00Z"));
        await using var node = await Node.Start(null, clock, "06:00");
        await Daily(node, "acme", "UTC", "2025-03-07", billPast: false);
        await Daily(node, "tokyo", "Asia/Tokyo", "2025-03-07", billPast: true);
        clock.AdvanceTo(At("2025-03-09T12:00:00Z"));
        await LastDate(node, clock, "UTC", "2025-03-09");
        var before = await node.Send(new GetSchedule());
        await ((ISubscriptions)node.Services.GetService(typeof(ISubscriptions))!)
            .Rebuild(ScheduleProjection.ProjectionName, CancellationToken.None);
        var after = await node.Send(new GetSchedule());
        after.Zones.ShouldBe(before.Zones);
        after.FirstStarted.ShouldBe(before.FirstStarted);
    }

    private static async Task Daily(Node node, string customer, string zone, string start, bool billPast) =>
        await Assign(node, Given.Package("daily").Named("daily").Daily().Retail(1), customer, zone, start, billPast);

    private static async Task Monthly(Node node, string customer, string zone, string start, bool billPast) =>
        await Assign(
            node, Given.Package("monthly").Named("monthly").Monthly(31).Retail(10), customer, zone, start, billPast);

    private static async Task Assign(
        Node node, GivenPackage package, string customer, string zone, string start, bool billPast)
    {
        try
        {
            await node.Send(package.Definition);
        }
        catch (ProblemException e) when (e.Kind == ProblemKind.Conflict)
        {
            // Another customer of the test has it too.
        }
        await node.Send(Given.Customer(customer).Living(zone).Registration);
        await node.Send(new AssignPackage(customer,
            new($"{customer}-1", package.PackageId, 1, Given.Day(start), null, null, true, null, null, billPast)));
    }

    private static async Task<List<RunView>> Runs(Node node) =>
        [.. (await node.Send(new ListChargeRuns(null, null, null, PageRequest.Read("500", null)))).Items.Reverse()];

    private static async Task<List<string>> Charged(Node node, string customer)
    {
        var lines = new List<string>();
        foreach (var stored in await node.Log.ReadStream(Streams.Account(customer), CancellationToken.None))
            if (stored.Data is ChargesPosted charges)
                lines.AddRange(charges.Lines.Select(line => $"{Dates.Text(charges.Date)} {Amounts.Text(line.Retail)}"));
        lines.Sort(StringComparer.Ordinal);
        return lines;
    }

    private static Task Begun(Node node, ManualTime clock) => clock.Until(
        async () => (await node.Send(new GetSchedule())).FirstStarted is not null, "the scheduler has begun",
        TimeSpan.FromMilliseconds(50));

    /// <summary>Waits until a zone is run up to a date and nothing is under way, and the scheduler has begun.</summary>
    private static Task LastDate(Node node, ManualTime clock, string zone, string? date) => clock.Until(async () =>
    {
        var schedule = await node.Send(new GetSchedule());
        var row = schedule.Zones.SingleOrDefault(row => row.TimeZone == zone);
        return schedule.FirstStarted is not null && row is not null
            && row.LastDate == (date is null ? null : Given.Day(date))
            && (await Runs(node)).TrueForAll(run => run.Status == RunStatus.Completed);
    }, $"{zone} is run up to {date}", TimeSpan.FromMilliseconds(50));

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
