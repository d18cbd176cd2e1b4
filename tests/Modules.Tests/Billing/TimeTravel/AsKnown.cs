using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using PackageBilling.Catalog;
using PackageBilling.Modules.Tests.Reference;
using PackageBilling.Subscriptions;

namespace PackageBilling.Modules.Tests.Billing.TimeTravel;

/// <summary>Asking as known then gives what was answered then (domain: "Time travel").</summary>
public sealed class AsKnown
{
    private static readonly int Stories = Environment.GetEnvironmentVariable("PACKAGEBILLING_LONG") == "1" ? 500 : 10;
    private static readonly DateOnly First = new(2025, 2, 1);

    [Fact]
    public async Task a_simulation_at_a_position_equals_the_one_made_live_when_the_log_stood_there()
    {
        await using var node = await Node.Start(clock: new StoryClock());
        var live = new ConcurrentBag<(Report Report, IReadOnlyList<string> Customers)>();
        var reads = new ConcurrentBag<(long Position, string Customer, DateOnly On, string Answers)>();
        var stories = Enumerable.Range(60_001, Stories).Select(seed =>
        {
            var step = 0;
            return new Reference.Story(node, seed)
            {
                AfterStep = async story =>
                {
                    live.Add((await node.Send(new Simulate(Near(story.Today, step++), story.Customers)),
                        story.Customers));
                    var (customer, on) = (story.Customers[step % story.Customers.Count], story.Today);
                    reads.Add((await node.Log.Tail(CancellationToken.None), customer, on,
                        await Read(customer, on, null)));
                },
            };
        }).ToList();
        await Parallel.ForEachAsync(
            stories, new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (story, _) => await story.Live(14));
        foreach (var customer in stories.SelectMany(story => story.Customers))
            foreach (var stored in await node.Log.ReadStream(Streams.Account(customer), CancellationToken.None))
                if (stored.Data is ChargesPosted posted && stored.Version % 3 == 0)
                    await Reversing.IfItStands(node, posted.Lines[0], chargeAgain: stored.Version % 2 == 0);
        await Same();
        await RandomHistories.Rebuild(node, "billing");
        await Same();

        async Task Same()
        {
            foreach (var (position, customer, on, was) in reads)
                (await Read(customer, on, new(position, null))).ShouldBe(was, $"{customer} at {position}");
            foreach (var (number, (was, customers)) in live.Index())
            {
                var then = await node.Send(new Simulate(was.Date, customers, new(was.Position, null)));
                Text(then).ShouldBe(Text(was with { PreviewToken = null }));
                if (number % 8 == 0) (await FromTheLog(node, was, customers)).ShouldBe(was.Lines);
            }
        }

        // Account, free minutes and assignments, as one text.
        async Task<string> Read(string customer, DateOnly on, AsKnownAt? known) =>
            await node.Shown(System.Text.Json.JsonSerializer.Serialize<object[]>(
            [
                await node.Send(new GetAccount(customer, known)),
                await node.Send(new GetFreeMinutes(customer, new(on.ToDateTime(new(12, 0)), TimeSpan.Zero), known)),
                known is null ? await node.Send(new ListAssignments(customer, on, new(500, null))) : await node.Send(
                    new ListAssignmentsThen(customer, on, known, new(500, null))),
            ], HttpJson.Options));

        static DateOnly Near(DateOnly today, int n) => (n % 4) switch
        {
            0 => new(today.Year, today.Month, 1),
            1 => new DateOnly(today.Year, today.Month, 1).AddMonths(1),
            2 => today,
            _ => new(today.Year, today.Month, 15),
        };
    }

    [Fact]
    public async Task an_account_is_read_as_known_at_an_instant_or_a_position()
    {
        await using var node = await Node.Start();
        await SeatOfAcme.Assign(node);
        await node.Run(First, "acme");
        var position = await node.Log.Tail(CancellationToken.None);
        await node.Send(new ReceivePayment("acme", 7, "r2"));
        (await node.Send(new GetAccount("acme"))).Credit.ShouldBe(92);
        (await node.Send(new GetAccount("acme", new(position, null)))).Credit.ShouldBe(85);
        (await Should.ThrowAsync<ProblemException>(() => node.Send(
            new GetAccount("acme", new(null, DateTimeOffset.UnixEpoch))))).Kind.ShouldBe(ProblemKind.NotFound);
        (await Should.ThrowAsync<ProblemException>(() => node.Send(new GetAccount("acme", new(position + 100, null)))))
            .Field.ShouldBe("knownAt");
    }

    [Fact]
    public async Task assignments_are_read_as_known_at_an_instant_or_a_position()
    {
        await using var node = await Node.Start();
        await node.Send(new RegisterCustomer("acme", "Acme", null, null, null));
        var before = await node.Log.Tail(CancellationToken.None);
        await node.Send(
            new DefinePackage { PackageId = "seat", Name = "Seat", Retail = 10, Cost = 6, Frequency = "daily" });
        foreach (var id in (string[])["a1", "a2", "a3"])
            await node.Send(new AssignPackage("acme", new(id, "seat", 1, First, null, null, true, null, null, null)));
        var assigned = await node.Log.Tail(CancellationToken.None);
        await node.Send(new EndAssignment("acme", "a1", new(2025, 2, 10)));
        await node.Send(new ChangeAssignment("acme", "a2", new(5, null, First)));
        await node.Send(new RevisePackage { PackageId = "seat", Name = "Chair", Retail = 10, Cost = 6,
            Frequency = "daily", EffectiveFrom = First });
        await node.Send(new AssignPackage("acme", new("a4", "seat", 1, First, null, null, true, null, null, null)));
        var now = await node.Log.Tail(CancellationToken.None);

        (await List(assigned)).ShouldBe(["a1 1 Seat", "a2 1 Seat", "a3 1 Seat"]);
        (await List(assigned, limit: 1)).ShouldBe(["a1 1 Seat", "a2 1 Seat", "a3 1 Seat"]);
        (await List(now)).ShouldBe(["a2 5 Chair", "a3 1 Chair", "a4 1 Chair"]);
        (await List(before)).ShouldBeEmpty();
        (await node.Send(new ListAssignmentsThen("acme", null, new(now, null), new(10, null)))).Items
            .Select(one => one.AssignmentId).ShouldBe(["a1", "a2", "a3", "a4"]);
        (await Should.ThrowAsync<ProblemException>(() => List(0))).Kind.ShouldBe(ProblemKind.NotFound);
        (await Should.ThrowAsync<ProblemException>(() => List(now + 100))).Field.ShouldBe("knownAt");

        async Task<List<string>> List(long position, int limit = 10)
        {
            var (found, after) = (new List<string>(), default(string));
            do
            {
                var page = await node.Send(new ListAssignmentsThen(
                    "acme", new(2025, 2, 15), new(position, null), PageRequest.Read($"{limit}", after)));
                found.AddRange(page.Items.Select(one => $"{one.AssignmentId} {one.Quantity} {one.PackageName}"));
                after = page.Next;
            }
            while (after is not null);
            return found;
        }
    }

    [Fact]
    public async Task free_minutes_are_read_as_known_at_a_position_and_equal_those_read_live()
    {
        await using var node = await Node.Start();
        await node.Send(new RegisterCustomer("acme", "Acme", null, null, null));
        await node.Send(new DefinePackage { PackageId = "minutes", Type = "freeMinutes", Name = "Minutes", Retail = 0,
            Cost = 0, Frequency = "monthly", FrequencyMatch = Given.Json("[1]") });
        await node.Send(
            new AssignPackage("acme", new("m", "minutes", 1, new(2025, 1, 1), null, null, false, 10, null, null)));
        var at = new DateTimeOffset(2025, 1, 20, 0, 0, 0, TimeSpan.Zero);
        var live = new List<(long Position, IReadOnlyList<FreeMinutesView> Views)> { await Live() };
        for (var call = 0; call < 3; call++)
        {
            await node.Record([new { callId = $"k{call}", customerId = "acme", destination = "442079460000",
                startedAt = $"2025-01-{19 - call}T10:00:00Z", billedSeconds = 100, amount = "1" }]);
            live.Add(await Live());
        }
        await node.Send(
            new AssignPackage("acme", new("more", "minutes", 1, new(2025, 1, 1), null, null, false, 5, null, null)));
        await node.Send(new EndAssignment("acme", "m", new(2025, 1, 15)));
        live.Select(one => one.Views.Single().UsedSeconds).ShouldBe([0, 100, 200, 300]);
        foreach (var (position, views) in live)
            Json(await node.Send(new GetFreeMinutes("acme", at, new(position, null)))).ShouldBe(Json(views));
        (await node.Send(new GetFreeMinutes("acme", at))).Single().AssignmentId.ShouldBe("more");
        (await Should.ThrowAsync<ProblemException>(() => node.Send(new GetFreeMinutes("acme", at, new(0, null))))).Kind
            .ShouldBe(ProblemKind.NotFound);

        async Task<(long, IReadOnlyList<FreeMinutesView>)> Live() =>
            (await node.Log.Tail(CancellationToken.None), await node.Send(new GetFreeMinutes("acme", at)));

        static string Json(object value) => System.Text.Json.JsonSerializer.Serialize(value, HttpJson.Options);
    }

    [Fact]
    public async Task hypothetical_facts_change_the_answer_and_nothing_else()
    {
        await using var node = await Node.Start();
        await SeatOfAcme.Assign(node);
        await node.Send(new RegisterCustomer("beta", "Beta", null, null, null));
        var assignment = (await node.Send(new Simulate(First, null))).Lines[0].AssignmentId;
        var length = await node.Log.Tail(CancellationToken.None);
        (await Retail(new(Revisions: [new() { PackageId = "seat", Retail = 12 }]))).ShouldBe(17);
        (await Retail(new(Revisions: [new() { PackageId = "seat", Frequency = "none" }]))).ShouldBe(5);
        (await Retail(new(Reprice: [new() { Percent = 20 }, new() { Amount = 1, Of = ["setupRetail"] }])))
            .ShouldBe(18);
        (await Retail(new(Changes: [new(assignment, 3, null, null)]))).ShouldBe(45);
        (await Retail(new(Changes: [new(assignment, null, null, null) { Retail = 8 }]))).ShouldBe(13);
        (await Retail(new(Assignments: [new(null, "beta", "seat", 2, First, null, null, true, null)]))).ShouldBe(45);
        (await node.Send(new Simulate(new(2025, 3, 1), null, null, new(Ends: [new(assignment, new(2025, 2, 15))]))))
            .Totals.Retail.ShouldBe(0);
        (await Recurring(new(2025, 2, 15), null)).ShouldBe(0);
        (await Recurring(new(2025, 2, 15), new(2025, 3, 1))).ShouldBe(10);
        (await Recurring(new(2025, 3, 2), null)).ShouldBe(10);
        (await node.Log.Tail(CancellationToken.None)).ShouldBe(length);
        (await node.Send(new Simulate(First, null))).Totals.Retail.ShouldBe(15);

        (await Should.ThrowAsync<ProblemException>(() => Retail(new(Ends: [new("none", First)])))).Field
            .ShouldBe("whatIf.ends[0].assignmentId");
        (await Should.ThrowAsync<ProblemException>(() => Retail(new(Pauses: [new("none", First, null)])))).Field
            .ShouldBe("whatIf.pauses[0].assignmentId");
        (await Should.ThrowAsync<FluentValidation.ValidationException>(() => Retail(
            new(Pauses: [new(assignment, null, null)]))))
            .Errors.Single().PropertyName.ShouldBe("whatIf.pauses[0].from");
        (await Should.ThrowAsync<FluentValidation.ValidationException>(() => Retail(
            new(Changes: [new(assignment, 0, null, null)]))))
            .Errors.Single().PropertyName.ShouldBe("whatIf.changes[0].quantity");

        async Task<decimal> Recurring(DateOnly paused, DateOnly? resumed) =>
            (await node.Send(new Simulate(new(2025, 3, 1), null, null,
                new(Pauses: [new(assignment, paused, resumed)])))).Lines
                .Where(line => line.Kind == ChargeKind.Recurring).Sum(line => line.Retail);

        async Task<decimal?> Retail(WhatIf whatIf) =>
            (await node.Send(new Simulate(First, null, null, whatIf))).Totals.Retail;
    }

    [Fact]
    public async Task hypothetical_calls_are_rated_and_settle_minimum_spend_on_top_of_what_was_called()
    {
        await using var node = await Node.Start();
        await node.Send(new RegisterCustomer("acme", "Acme", null, null, null));
        await node.Send(new DefinePackage { PackageId = "floor", Name = "Floor", Retail = 0, Cost = 0,
            MinimumSpend = 50, Frequency = "monthly", FrequencyMatch = Given.Json("[1]") });
        await node.Send(new DefinePackage { PackageId = "minutes", Type = "freeMinutes", Name = "Minutes", Retail = 0,
            Cost = 0, Frequency = "monthly", FrequencyMatch = Given.Json("[1]") });
        await node.Send(
            new AssignPackage("acme", new("f", "floor", 1, new(2025, 1, 1), null, null, false, null, null, null)));
        await node.Send(
            new AssignPackage("acme", new("m", "minutes", 1, new(2025, 1, 1), null, null, false, 10, null, null)));
        await node.Record([new { callId = "k1", customerId = "acme", destination = "442079460000",
            startedAt = "2025-01-05T10:00:00Z", billedSeconds = 300, amount = "9" }]);
        (await Owed(new())).ShouldBe(50);

        // 300 of its 600 seconds are still free.
        var call = new WhatIfCall("acme", null, "+44 20 7946 0000", "2025-01-06T10:00:00Z", 600, 30);
        (await Owed(new(Calls: [call]))).ShouldBe(35);
        (await Owed(new(Calls: [call, call]))).ShouldBe(5);
        (await Owed(new(Calls: [call], Assignments: [new(
            "more", "acme", "minutes", 1, new(2025, 1, 1), null, null, false, null, 5)]))).ShouldBe(50);
        (await Owed(new(Calls: [call with { StartedAt = "2025-02-01T00:00:00Z" }]))).ShouldBe(50);

        // A hypothetical assignment is settled with real calls and hypothetical ones.
        await node.Record([new { callId = "k2", customerId = "acme", destination = "442079460000",
            startedAt = "2025-01-07T10:00:00Z", billedSeconds = 600, amount = "20" }]);
        (await Owed(new(Ends: [new("f", new(2025, 1, 1))], Assignments: [new(
            "other", "acme", "floor", 1, new(2025, 1, 1), null, null, false, null)]), "other")).ShouldBe(40);
        (await Owed(new(Calls: [call], Assignments: [new(
            "other", "acme", "floor", 1, new(2025, 1, 1), null, null, false, null)]), "other")).ShouldBe(10);
        (await node.Send(new MakeForecast(First, First, null, null, null, new(Calls: [call])))).Totals
            .ShouldHaveSingleItem().Retail.ShouldBe(10);

        // Refused as the assignment itself would be.
        foreach (var (package, minutes, why) in ((string, int?, string)[])
            [("minutes", null, "is required, since the package grants free minutes"),
                ("floor", 5, "belongs to packages of type freeMinutes only")])
        {
            var like = (await Should.ThrowAsync<ProblemException>(() =>
                node.Send(new AssignPackage(
                    "acme", new("more", package, 1, new(2025, 1, 1), null, null, false, minutes, null, null)))));
            var refused = await Should.ThrowAsync<ProblemException>(() =>
                Owed(new(Assignments: [new(
                    "more", "acme", package, 1, new(2025, 1, 1), null, null, false, null, minutes)])));
            (refused.Field, refused.Message).ShouldBe(("whatIf.assignments[0].freeMinutes", like.Message));
            refused.Message.ShouldContain(why);
        }

        async Task<decimal> Owed(WhatIf whatIf, string assignment = "f") =>
            (await node.Send(new Simulate(First, null, null, whatIf))).Lines
                .Single(line => line.AssignmentId == assignment && line.Kind == ChargeKind.MinimumSpend).Retail;
    }

    private static async Task<List<ReportLine>> FromTheLog(Node node, Report was, IReadOnlyList<string> customers)
    {
        var book = new LogBook(new([was.Date]), new(SpendCuts.All));
        await foreach (var stored in node.Log.ReadFacts(
            0, was.Position!.Value, LogBook.EventTypes, CancellationToken.None))
            book.Apply(stored);
        var (packages, terms) = (book.Packages(was.Date),
            new RunTerms(was.Date, OnRepeat.Skip, customers.Sorted(), null, new HashSet<string>()));
        return [.. book.Customers(packages, terms, CustomerRange.All)
            .Select(customer => ChargeRun.Decide(book.WithSpend(customer, packages), packages, terms))
            .SelectMany(outcome => outcome.Lines.Select(line => ReportLine.Of(was.Date, outcome.Customer, line)))];
    }

    private static string Text(Report report) => System.Text.Json.JsonSerializer.Serialize(report, HttpJson.Options);
}
