using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using PackageBilling.Catalog;
using PackageBilling.Subscriptions;

namespace PackageBilling.Modules.Tests.Billing.Invoices;

/// <summary>Amounts that come to nothing, payments that come twice, and who waits for numbers.</summary>
public sealed class OddAmounts : IAsyncLifetime
{
    private static readonly DateOnly January = new(2025, 1, 31), February = new(2025, 2, 28);
    private Node _node = null!;

    public async ValueTask InitializeAsync()
    {
        _node = await Node.Start();
        await Package("seat", 10);
        await _node.Send(new RegisterCustomer("a", "a", null, null, null));
    }

    public ValueTask DisposeAsync() => _node.DisposeAsync();

    [Fact]
    public async Task corrections_of_two_dates_that_come_to_nothing_are_found_by_a_closing_of_the_first()
    {
        await Assign("seat", takesCredit: false);
        await _node.Run(new(2025, 1, 1));
        await _node.Run(new(2025, 2, 1));
        await _node.Close(February);
        await Price("seat", 12, new(2025, 1, 1));
        await Price("seat", 8, new(2025, 2, 1));
        await _node.Send(new Restate(new(2025, 1, 1), February, null, false, "late"));

        (await _node.Close(January)).Items.ShouldHaveSingleItem().Total.ShouldBe(2);
        await _node.Covered();
        (await _node.Send(new GetAccount("a"))).Accrued.ShouldBe(-2);
        (await _node.Close(February)).Items.ShouldHaveSingleItem().Total.ShouldBe(-2);
        await _node.Verified();
    }

    [Fact]
    public async Task an_invoice_of_nothing_is_paid()
    {
        await Package("tiny", 0.004m);
        await Assign("tiny", takesCredit: true);
        await _node.Run(new(2025, 1, 1));

        var number = (await _node.Close(January, include: ClosingInclude.All)).Items[0].Number!;
        var summary = (await _node.Send(new GetInvoice(number))).Summary;
        (summary.Total, summary.Open, summary.Status).ShouldBe((0, 0, InvoiceSummary.PaidStatus));
        await _node.Verified();
    }

    [Fact]
    public async Task a_reference_that_comes_again_for_other_invoices_is_refused()
    {
        await Assign("seat", takesCredit: false);
        await _node.Run(new(2025, 1, 1));
        var first = (await _node.Close(January)).Items[0].Number!;
        await _node.Run(new(2025, 2, 1));
        var second = (await _node.Close(February)).Items[0].Number!;

        await Pay("wire-1", 15, first, second);
        (await Pay("wire-1", 15, second, first)).WasKnown.ShouldBeTrue();
        // A bank's file names none.
        (await Pay("wire-1", 15)).WasKnown.ShouldBeTrue();
        (await Should.ThrowAsync<ProblemException>(() => Pay("wire-1", 15, second))).Kind
            .ShouldBe(ProblemKind.Conflict);

        await Pay("wire-2", 5);
        (await Should.ThrowAsync<ProblemException>(() => Pay("wire-2", 5, second))).Kind
            .ShouldBe(ProblemKind.Conflict);
    }

    [Fact]
    public async Task an_invoice_is_paid_in_minor_units()
    {
        await Assign("seat", takesCredit: false);
        await _node.Run(new(2025, 1, 1));
        var number = (await _node.Close(January)).Items[0].Number!;

        (await Pay("wire-1", 9.995m, number)).CreditAfter.ShouldBe(0.005m);
        (await _node.Send(new GetInvoice(number))).Summary.Open.ShouldBe(0.01m);
    }

    [Fact]
    public async Task another_format_gives_no_number_twice()
    {
        await Assign("seat", takesCredit: false);
        await _node.Run(new(2025, 1, 1));
        var number = (await _node.Close(January)).Items[0].Number!;
        await using var later = await Node.Start(_node.ConnectionString, log: services => services.AddSingleton(
            CarrierDocuments.Read(new ConfigurationBuilder().AddInMemoryCollection(
            [
                new("Documents:InvoiceNumber", "X-{number}"),
                new("Documents:CreditNoteNumber", NumberPattern.Invoices.Pattern),
            ]).Build())));

        var refused = await Should.ThrowAsync<ProblemException>(() =>
            later.Send(new CreditInvoice(number, null, "wrong")));
        (refused.Kind, refused.Message.Contains(number)).ShouldBe((ProblemKind.Conflict, true));
        await _node.Verified();
    }

    [Fact]
    public async Task many_who_wait_for_numbers_leave_a_connection_to_the_one_who_has_them()
    {
        await using var few = EventStoreDatabase.Open($"{_node.ConnectionString};Maximum Pool Size=2;Timeout=5");
        await Task.WhenAll(Enumerable.Range(0, 6).Select(async _ =>
        {
            await using var numbers = await InvoiceNumbers.Hold(few, _node.Log, CancellationToken.None);
            await using var other = await few.OpenConnectionAsync();
        }));
    }

    private Task<PaymentTaken> Pay(string reference, decimal amount, params string[] invoices) =>
        _node.Send(new ReceivePayment("a", amount, reference, Invoices: invoices));

    private Task Package(string id, decimal retail) => _node.Send(new DefinePackage { PackageId = id, Name = id,
        Retail = retail, Cost = 0, Frequency = "monthly", FrequencyMatch = Given.Json("[1]") });

    private Task Assign(string package, bool takesCredit) => _node.Send(new AssignPackage(
        "a", new($"{package}-of-a", package, 1, new(2025, 1, 1), null, null, takesCredit, null, null, null)));

    private Task Price(string package, decimal retail, DateOnly from) => _node.Send(new ChangeAssignment(
        "a", $"{package}-of-a", new(null, null, from) { Retail = retail }));
}
