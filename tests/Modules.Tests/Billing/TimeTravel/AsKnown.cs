using FsCheck;
using FsCheck.Fluent;
using PackageBilling.Billing;
using PackageBilling.Catalog;
using PackageBilling.EventStore;
using PackageBilling.Foundation;
using PackageBilling.Subscriptions;

namespace PackageBilling.Modules.Tests.Billing.TimeTravel;

/// <summary>Asking as known then gives what was answered then (domain: "Time travel").</summary>
public sealed class AsKnown
{
    private static readonly int Histories = Environment.GetEnvironmentVariable("PACKAGEBILLING_LONG") == "1" ? 150 : 8;
    private static readonly DateOnly First = new(2025, 2, 1);
    private static int _stories;

    [Fact]
    public async Task a_simulation_at_a_position_equals_the_one_made_live_when_the_log_stood_there()
    {
        await using var node = await Node.Start();
        Prop.ForAll(Billing.Histories.Any(18), history => Tell(history).GetAwaiter().GetResult()).Check(Config.QuickThrowOnFailure.WithMaxTest(Histories));

        async Task Tell(Step[] history)
        {
            var live = new List<(Report Report, IReadOnlyList<string> Customers)>();
            Story? story = null;
            story = new Story(node, $"k{Interlocked.Increment(ref _stories)}")
            {
                OnRun = async (date, run) =>
                {
                    IReadOnlyList<string> customers = [.. story!.Customers.Select(one => one.Id)];
                    live.Add((await node.Send(new Simulate(date, customers)), customers));
                    await run();
                    live.Add((await node.Send(new Simulate(date, customers)), customers));
                },
            };
            await story.Live(history);
            foreach (var (customer, _) in story.Customers)
                foreach (var stored in await node.Log.ReadStream(Streams.Account(customer), CancellationToken.None))
                    if (stored.Data is ChargesPosted posted && stored.Version % 2 == 0) await node.Send(new ReverseLine(ChargeIds.Of(posted.Lines[0]), "billed in error"));
            await Same();
            await RandomHistories.Rebuild(node, "billing");
            await Same();

            async Task Same()
            {
                foreach (var (was, customers) in live)
                {
                    var then = await node.Send(new Simulate(was.Date, customers, new(was.Position, null)));
                    Text(then).ShouldBe(Text(was));
                    (await FromTheLog(node, was, customers)).ShouldBe(was.Lines);
                }
            }
        }
    }

    [Fact]
    public async Task an_account_is_read_as_known_at_an_instant_or_a_position()
    {
        await using var node = await Node.Start();
        await Replays.Seat(node);
        await node.Run(First, "acme");
        var position = await node.Log.Tail(CancellationToken.None);
        await node.Send(new ReceivePayment("acme", 7, "r2"));
        (await node.Send(new GetAccount("acme"))).Credit.ShouldBe(92);
        (await node.Send(new GetAccount("acme", new(position, null)))).Credit.ShouldBe(85);
        (await Should.ThrowAsync<RefusedException>(() => node.Send(new GetAccount("acme", new(null, DateTimeOffset.UnixEpoch))))).Refusal.ShouldBe(Refusal.NotFound);
        (await Should.ThrowAsync<RefusedException>(() => node.Send(new GetAccount("acme", new(position + 100, null))))).Field.ShouldBe("at.position");
    }

    [Fact]
    public async Task hypothetical_facts_change_the_answer_and_nothing_else()
    {
        await using var node = await Node.Start();
        await Replays.Seat(node);
        await node.Send(new RegisterCustomer("beta", "Beta", null, null, null));
        var assignment = (await node.Send(new Simulate(First, null))).Lines[0].AssignmentId;
        var length = await node.Log.Tail(CancellationToken.None);
        (await Retail(new(Revisions: [new("seat", null, 12, null, null, null, null, null, null)]))).ShouldBe(17);
        (await Retail(new(Changes: [new(assignment, 3, null, null)]))).ShouldBe(45);
        (await Retail(new(Assignments: [new(null, "beta", "seat", 2, First, null, null, true, null)]))).ShouldBe(45);
        (await node.Send(new Simulate(new(2025, 3, 1), null, null, new(Ends: [new(assignment, new(2025, 2, 15))])))).Totals.Retail.ShouldBe(0);
        (await node.Log.Tail(CancellationToken.None)).ShouldBe(length);
        (await node.Send(new Simulate(First, null))).Totals.Retail.ShouldBe(15);

        (await Should.ThrowAsync<RefusedException>(() => Retail(new(Ends: [new("none", First)])))).Field.ShouldBe("whatIf.ends[0].assignmentId");
        (await Should.ThrowAsync<FluentValidation.ValidationException>(() => Retail(new(Changes: [new(assignment, 0, null, null)]))))
            .Errors.Single().PropertyName.ShouldBe("whatIf.changes[0].quantity");

        async Task<decimal?> Retail(WhatIf whatIf) => (await node.Send(new Simulate(First, null, null, whatIf))).Totals.Retail;
    }

    private static async Task<List<ReportLine>> FromTheLog(Node node, Report was, IReadOnlyList<string> customers)
    {
        var book = new LogBook([was.Date]);
        await foreach (var stored in node.Log.ReadAll(0, was.Position!.Value, LogBook.EventTypes, CancellationToken.None)) book.Apply(stored);
        var (packages, terms) = (book.Packages(was.Date), new RunTerms(was.Date, Repeats.AreCharged, customers.Sorted(), null, new HashSet<string>()));
        return [.. book.Customers(packages, terms, CustomerRange.All).Select(customer => ChargeRun.Decide(customer, packages, terms))
            .SelectMany(outcome => outcome.Lines.Select(line => ReportLine.Of(was.Date, outcome.Customer, line)))];
    }

    private static string Text(Report report) => System.Text.Json.JsonSerializer.Serialize(report with { PreviewToken = null }, HttpJson.Options);
}
