using Microsoft.Extensions.DependencyInjection;
using PackageBilling.Catalog;
using PackageBilling.Modules.Tests.Billing;
using PackageBilling.Modules.Tests.Imports;
using PackageBilling.Subscriptions;
using static PackageBilling.Modules.Tests.Billing.Usage.Callers;
using Node = PackageBilling.Modules.Tests.Billing.Node;

namespace PackageBilling.Modules.Tests.Encryption;

/// <summary>
/// An erased customer's texts are gone from everywhere, and nothing that was charged or sealed changes.
/// </summary>
public sealed class ErasingCustomers
{
    private const string Name = "Jane Q. Erasable", NewName = "Jane Erasable-Smith", Did = "12025550188",
        Reference = "IBAN DE44 5001 0517", Destination = "447700900555", Company = "Erasable & Sons",
        Street = "12 Vanishing Lane", Email = "jane@erasable.example", TaxId = "GB999999973";

    private static readonly string[] Details = [Company, Street, Email, TaxId];

    private static readonly DateOnly First = new(2025, 2, 1), Second = new(2025, 3, 1);

    [Fact]
    public async Task after_erasing_nothing_in_the_database_tells_name_number_or_reference()
    {
        await using var node = await Node.Start();
        await Billed(node);
        var before = (await Dump.Of(node.Source)).Text;
        // The read model for searches has them, and nothing else.
        foreach (var text in (string[])[NewName, Did]) before.ShouldContain(text);
        foreach (var text in (string[])[Reference, Destination, .. Details]) before.ShouldNotContain(text);

        await node.Send(new EraseCustomer("jane", "asked for"));

        var after = (await Dump.Of(node.Source)).Text;
        foreach (var text in (string[])[Name, NewName, Name.ToUpperInvariant(), NewName.ToUpperInvariant(), Did,
            Reference, Destination, .. Details])
            after.ShouldNotContain(text);
        after.ShouldContain("Other customer");
    }

    [Fact]
    public async Task the_log_never_holds_a_name_number_or_reference_in_the_clear()
    {
        await using var node = await Node.Start();
        await Billed(node);
        var log = await node.Count($"""
            SELECT count(*) FROM (SELECT data::text || stream_id AS text FROM events.mt_events UNION ALL SELECT id
                FROM events.mt_streams) e
            WHERE text LIKE '%{Name}%' OR text LIKE '%{NewName}%' OR text LIKE '%{Did}%' OR text LIKE '%{Reference}%'
                OR text LIKE '%{Company}%' OR text LIKE '%{Street}%' OR text LIKE '%{Email}%' OR text LIKE '%{TaxId}%'
            """);
        log.ShouldBe(0);
    }

    [Fact]
    public async Task runs_replay_equal_and_the_old_head_verifies_after_erasing()
    {
        await using var node = await Node.Start();
        var runs = await Billed(node);
        await node.Services.GetRequiredService<MakeBlocks>().CatchUp(CancellationToken.None);
        var verification = node.Services.GetRequiredService<Verification>();
        var before = await verification.Run(ChainHead.None, null, CancellationToken.None);
        before.FirstFault.ShouldBeNull();
        var lines = await Lines(node, runs);
        lines.ShouldContain(line => line.Kind == ChargeKind.MinimumSpend && line.Did != null);

        await node.Send(new EraseCustomer("jane", "asked for"));

        (await Lines(node, runs)).ShouldBe(lines);
        foreach (var fromZero in (bool[])[false, true])
            foreach (var replay in await node.Services.GetRequiredService<Replayer>()
                .Replay([.. runs.Select(run => run.RunId)], fromZero, CancellationToken.None))
                (replay.Equal, replay.RecomputedSeal).ShouldBe((true, replay.RecordedSeal.ShouldNotBeNull()));
        (await verification.Run(ChainHead.Parse(before.Head!), null, CancellationToken.None)).FirstFault.ShouldBeNull();
    }

    [Fact]
    public async Task a_rebuild_gives_the_same_answers_with_erased_in_the_place_of_texts()
    {
        await using var node = await Node.Start();
        await Billed(node);
        await node.Send(new EraseCustomer("jane", "asked for"));
        var answers = await Answers(node);
        answers.ShouldContain("erased");
        foreach (var text in (string[])[Name, NewName, Did, Reference, Destination, .. Details])
            answers.ShouldNotContain(text);
        (await node.Shown(System.Text.Json.JsonSerializer.Serialize(
            (await node.Send(new GetCustomerBilling("jane"))).Value, HttpJson.Options))).ShouldBe("""
            {"customerId":"jane","name":"erased","address":["erased"],"email":"erased","taxId":"erased",
            "paymentTermsDays":14,"taxRates":[]}
            """.ReplaceLineEndings(""));

        foreach (var projection in (string[])["subscriptions", "billing"])
            await node.Services.GetRequiredService<ISubscriptions>().Rebuild(projection, CancellationToken.None);

        (await Answers(node)).ShouldBe(answers);
        (await node.Send(new ListCustomers("erasable", PageRequest.Read(null, null)))).Items.ShouldBeEmpty();
        (await Should.ThrowAsync<ProblemException>(() => node.Send(new GetDid(Did, PageRequest.Read(null, null))))).Kind
            .ShouldBe(ProblemKind.NotFound);
    }

    [Fact]
    public async Task nothing_more_is_recorded_for_an_erased_customer()
    {
        await using var node = await Node.Start();
        await Billed(node);
        await node.Send(new EraseCustomer("jane", "asked for"));
        var events = await node.Log.Tail(CancellationToken.None);

        foreach (var change in (Func<Task>[])
            [
                () => node.Send(new EditCustomer("jane", "Jane again", null, null)),
                () => node.Send(new EditCustomer("jane", null, 5, null)),
                () => node.Send(new ChangeBilling("jane", new("Jane again", null, null, null, null))),
                () => node.Send(new ChangeTaxRates("jane", new(new(2025, 1, 1), []))),
                () => node.Send(new AssignPackage(
                    "jane", new(null, "floor", null, new(2025, 5, 1), null, null, true, null, null, null))),
                () => node.Send(new ReceivePayment("jane", 5, "another")),
                () => node.Send(new RegisterCustomer("jane", "Jane again", null, null, null)),
            ])
            (await Should.ThrowAsync<ProblemException>(change)).Kind.ShouldBe(ProblemKind.Conflict);
        // What was assigned at the very moment of the erasure can still be ended.
        (await node.Send(new EndAssignment("jane", "jane-floor", new(2025, 3, 1)))).EndDate.ShouldBe(new(2025, 3, 1));
        (await node.Record([Call("late", "jane", 60)])).Rejected.ShouldHaveSingleItem().Error
            .ShouldContain("was erased");
        (await node.Import("payments", "reference,customerId,amount\nx,jane,5\ny,other,5\n",
            ImportMode.Rows)).Rows.Rejected.ShouldBe(1);
        (await node.Send(new EraseCustomer("jane", "asked for again"))).CustomerId.ShouldBe("jane");
        (await node.Count("SELECT count(*) FROM events.mt_events WHERE type = 'customer_erased'")).ShouldBe(1);
        (await node.Log.Tail(CancellationToken.None)).ShouldBeGreaterThanOrEqualTo(events);
    }

    [Fact]
    public async Task a_customer_with_an_assignment_that_has_not_ended_is_not_erased()
    {
        await using var node = await Node.Start();
        await Billed(node);
        await node.Send(new AssignPackage(
            "jane", new("open", "floor", null, new(2025, 5, 1), null, "12025550189", true, null, null, null)));
        var refused =
            await Should.ThrowAsync<ProblemException>(() => node.Send(new EraseCustomer("jane", "asked for")));
        (refused.Kind, refused.Field).ShouldBe((ProblemKind.Conflict, "customerId"));
        refused.Message.ShouldContain("open");
        await node.Send(new EndAssignment("jane", "open", new(2025, 6, 1)));
        await node.Send(new EraseCustomer("jane", "asked for"));
    }

    [Fact]
    public async Task another_customer_may_have_the_number_of_an_erased_one_and_an_overlap_is_still_a_conflict()
    {
        await using var node = await Node.Start();
        await Billed(node);
        await node.Send(new EraseCustomer("jane", "asked for"));
        (await Should.ThrowAsync<ProblemException>(() =>
            node.Send(new AssignPackage("other", new("early", "floor", null, new(2025, 2, 1), null, Did, true, null,
                null, null))))).Kind.ShouldBe(ProblemKind.Conflict);
        await node.Send(new AssignPackage(
            "other", new("later", "floor", null, new(2025, 7, 1), null, Did, true, null, null, null)));
        (await node.Send(new GetDid(Did, PageRequest.Read(null, null)))).Items
            .ShouldHaveSingleItem().CustomerId.ShouldBe("other");
    }

    // Two runs of a minimum on a DID with calls, a payment, another name, and everything at its end.
    private static async Task<RunView[]> Billed(Node node)
    {
        await node.Send(new RegisterCustomer("jane", Name, null, null, null));
        await node.Send(new EditCustomer("jane", NewName, null, null));
        await node.Send(new ChangeBilling("jane", new(Company, [Street], Email, TaxId, 14)));
        await node.Send(new RegisterCustomer("other", "Other customer", null, null, null));
        await node.Send(new DefinePackage { PackageId = "floor", Name = "Floor", Retail = 0, Cost = 0,
            Frequency = "monthly", FrequencyMatch = Json("[1]"), MinimumSpend = 50 });
        await node.Send(new AssignPackage(
            "jane", new("jane-floor", "floor", null, new(2025, 1, 1), new(2025, 3, 15), Did, true, null, null, null)));
        await node.Send(new ReceivePayment("jane", 100, Reference));
        await node.Record([Call("k1", "jane", 90, "3", did: Did, destination: Destination),
            Call("k2", "jane", 90, "5", day: 40, did: Did, destination: Destination)]);
        return [await node.Run(First, "jane"), await node.Run(Second, "jane")];
    }

    private static async Task<List<ReportLine>> Lines(Node node, RunView[] runs)
    {
        var lines = new List<ReportLine>();
        foreach (var run in runs) lines.AddRange(await node.Lines(run));
        return lines;
    }

    // As the interface shows them.
    private static async Task<string> Answers(Node node) =>
        await node.Shown(System.Text.Json.JsonSerializer.Serialize(new object[]
        {
            (await node.Send(new GetCustomer("jane"))).Value,
            (await node.Send(new GetCustomerBilling("jane"))).Value,
            await node.Send(new ListCustomers(null, PageRequest.Read(null, null))),
            await node.Send(new GetCustomerHistory("jane", PageRequest.Read(null, null))),
            await node.Send(new ListCustomerDids("jane", PageRequest.Read(null, null))),
            await node.Send(new ExplainCharge("jane-floor.minimumSpend.2025-02-01.1")), await node.CallsOf("jane"),
            await node.Send(new GetAccount("jane")),
            await node.Send(new Simulate(First, ["jane"])) with { Position = null, PreviewToken = null },
            (await node.Log.ReadStream(Streams.Account("jane"), CancellationToken.None))
                .SelectMany(StatementEntry.Of).ToList(),
        }, HttpJson.Options));
}
