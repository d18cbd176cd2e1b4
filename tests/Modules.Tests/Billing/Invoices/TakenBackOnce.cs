using PackageBilling.Catalog;
using PackageBilling.Subscriptions;

namespace PackageBilling.Modules.Tests.Billing.Invoices;

/// <summary>What a credit note took back for good is not given back again by reversals and restatements.</summary>
public sealed class TakenBackOnce : IAsyncLifetime
{
    private static readonly DateOnly January = new(2025, 1, 31);
    private Node _node = null!;

    public async ValueTask InitializeAsync()
    {
        _node = await Node.Start();
        await _node.Send(new DefinePackage { PackageId = "seat", Name = "Seat", Retail = 10, Cost = 6, SetupRetail = 5,
            Frequency = "monthly", FrequencyMatch = Given.Json("[1]") });
        await _node.Send(new RegisterCustomer("a", "a", null, null, null));
        await _node.Send(new AssignPackage(
            "a", new("seat-of-a", "seat", 1, new(2025, 1, 1), null, null, false, null, null, null)));
    }

    public ValueTask DisposeAsync() => _node.DisposeAsync();

    [Fact]
    public async Task by_reversals()
    {
        var run = await _node.Run(new(2025, 1, 1));
        var number = (await _node.Close(January)).Items[0].Number!;
        await _node.Send(new CreditInvoice(number, [await Seat(number)], "not delivered"));

        var seat = await Seat(number);
        (await Should.ThrowAsync<ProblemException>(() => _node.Send(new ReverseLine(seat, "not delivered"))))
            .Kind.ShouldBe(ProblemKind.Conflict);
        var reversed = await _node.Send(new ReverseRun(run.RunId, Simulate: false, "wrong day"));
        reversed.Lines.Select(line => line.Retail).ShouldBe([-5]);

        (await _node.Close(January)).Items.ShouldHaveSingleItem().Total.ShouldBe(-5);
        await _node.Verified();
    }

    [Fact]
    public async Task by_restatements()
    {
        await _node.Run(new(2025, 1, 1));
        var number = (await _node.Close(January)).Items[0].Number!;
        await _node.Send(new CreditInvoice(number, [await Seat(number)], "not delivered"));

        // A lower price was agreed from the first day on.
        await _node.Send(new ChangeAssignment(
            "a", "seat-of-a", new(null, null, new(2025, 1, 1)) { Retail = 0m, SetupRetail = 0m }));
        await Restated(-5);
        await _node.Verified();
    }

    [Fact]
    public async Task what_corrected_the_line_goes_with_it_unless_it_was_taken_back_too()
    {
        await _node.Run(new(2025, 1, 1));
        await _node.Send(new ChangeAssignment("a", "seat-of-a", new(2, null, new(2025, 1, 1))));
        // 10 more for the second seat, and 5 for its setup.
        await Restated(5, 10);
        var number = (await _node.Close(January)).Items[0].Number!;
        var seat = await Seat(number);
        await _node.Send(new CreditInvoice(number, [seat], "not delivered"));
        await Restated(-10);
        await Restated();

        var rest = (await _node.Send(new GetInvoice(number))).Lines.Where(line => !line.IsCredited).ToList();
        await _node.Send(new CreditInvoice(number, [.. rest.Select(line => line.ChargeId)], "nor this"));
        await Restated(10);
        await Restated();
        await _node.Verified();
    }

    private async Task<string> Seat(string number) => (await _node.Send(new GetInvoice(number))).Lines
        .Single(line => line.Kind == "recurring").ChargeId;

    private async Task Restated(params decimal[] amounts)
    {
        var restated = await _node.Send(new Restate(new(2025, 1, 1), January, null, false, "late"));
        restated.Lines.Select(line => line.Retail).Order().ShouldBe(amounts);
    }
}
