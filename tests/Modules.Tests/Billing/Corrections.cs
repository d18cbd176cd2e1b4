using PackageBilling.Catalog;
using PackageBilling.Subscriptions;

namespace PackageBilling.Modules.Tests.Billing;

/// <summary>Putting right: reversals, and lines that wait for an invoice (domain: "Credit").</summary>
public sealed class Corrections : IAsyncLifetime
{
    private static readonly DateOnly First = new(2025, 2, 1);
    private Node _node = null!;

    public async ValueTask InitializeAsync()
    {
        _node = await Node.Start();
        await _node.Send(new RegisterCustomer("acme", "Acme", null, null, null));
        await _node.Send(new ReceivePayment("acme", 100, "r1"));
        await _node.Send(new DefinePackage { PackageId = "seat", Name = "Seat", Retail = 10, Cost = 6, SetupRetail = 5,
            Frequency = "monthly", FrequencyMatch = Given.Json("[1]") });
    }

    public ValueTask DisposeAsync() => _node.DisposeAsync();

    [Fact]
    public async Task a_reversal_is_a_line_that_is_not_taken_back_itself()
    {
        await Assign(autoDecrement: true);
        var line = (await Charged(await _node.Run(First, "acme")))[0];
        await Refused($"{line.ChargeId}.reversal", ProblemKind.NotFound);
        var reversal = await _node.Send(new ReverseLine(line.ChargeId!, "billed in error"));
        await Refused(reversal.ChargeId!, ProblemKind.Conflict);
        (await Credit()).ShouldBe(100 - 15 + line.Retail);

        async Task Refused(string chargeId, ProblemKind why) =>
            (await Should.ThrowAsync<ProblemException>(() => _node.Send(new ReverseLine(chargeId, "after all")))).Kind
                .ShouldBe(why);
    }

    [Fact]
    public async Task setup_reversed_to_be_charged_again_is_open_again_and_rebuilding_changes_nothing()
    {
        await Assign(autoDecrement: true);
        var setup = (await Charged(await _node.Run(First, "acme"))).Single(line => line.Kind == ChargeKind.Setup);
        await _node.Send(new ReverseLine(setup.ChargeId!, "waived by mistake", ChargeAgain: true));
        await RandomHistories.Rebuild(_node, "billing");
        (await _node.Send(new Simulate(First, ["acme"]))).Lines.Where(line => line.Outcome == LineOutcome.Charged)
            .ShouldHaveSingleItem().Kind.ShouldBe(ChargeKind.Setup);
    }

    [Fact]
    public async Task two_reversals_of_one_line_at_once_give_credit_back_once()
    {
        await Assign(autoDecrement: true);
        var line = (await Charged(await _node.Run(First, "acme")))[0];
        var reversals = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            try
            {
                await _node.Send(new ReverseLine(line.ChargeId!, "twice"));
                return 1;
            }
            catch (ProblemException)
            {
                return 0;
            }
        })));
        reversals.Sum().ShouldBe(1);
        (await Credit()).ShouldBe(85 + line.Retail);
    }

    [Fact]
    public async Task accrued_lines_leave_that_state_when_they_are_invoiced_or_reversed()
    {
        await Assign(autoDecrement: false);
        var posted = await Charged(await _node.Run(First, "acme"));
        await _node.Run(new(2025, 3, 1), "acme");
        (await Accrued()).ShouldBe(25);

        (await _node.Send(new MarkInvoiced("acme", new(2025, 2, 28), "INV-1"))).ByCurrency
            .ShouldBe([new("USD", 2, 15)]);
        (await _node.Send(new MarkInvoiced("acme", new(2025, 2, 28), "INV-1"))).Lines.ShouldBe(0);
        (await Accrued()).ShouldBe(10);

        // What was invoiced and then reversed is made good on the next invoice.
        await _node.Send(new ReverseLine(posted[0].ChargeId!, "not delivered"));
        (await Accrued()).ShouldBe(10 - posted[0].Retail);
        (await _node.Send(new MarkInvoiced("acme", new(2025, 12, 31), "INV-2"))).ByCurrency
            .ShouldBe([new("USD", 2, 10 - posted[0].Retail)]);
        (await Accrued()).ShouldBe(0);
        (await Credit()).ShouldBe(100);
    }

    private Task Assign(bool autoDecrement) =>
        _node.Send(new AssignPackage(
            "acme", new("seat-of-acme", "seat", 1, First, null, null, autoDecrement, null, null, null)));

    private async Task<List<ReportLine>> Charged(RunView run) =>
        [.. (await _node.Lines(run)).Where(line => line.Outcome == LineOutcome.Charged)];

    private async Task<decimal> Credit() => (await _node.Send(new GetAccount("acme"))).Credit;

    private async Task<decimal> Accrued() => (await _node.Send(new GetAccount("acme"))).Accrued;
}
