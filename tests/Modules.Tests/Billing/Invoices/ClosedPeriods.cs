using Microsoft.Extensions.DependencyInjection;
using PackageBilling.Catalog;
using PackageBilling.Subscriptions;

namespace PackageBilling.Modules.Tests.Billing.Invoices;

/// <summary>Closing a period in the log (domain: "Invoices").</summary>
public sealed class ClosedPeriods : IAsyncLifetime
{
    private static readonly DateOnly January = new(2025, 1, 31), February = new(2025, 2, 28);
    private Node _node = null!;

    public async ValueTask InitializeAsync()
    {
        _node = await Node.Start();
        await _node.Send(new DefinePackage { PackageId = "seat", Name = "Seat", Retail = 10, Cost = 6, SetupRetail = 5,
            Frequency = "monthly", FrequencyMatch = Given.Json("[1]") });
    }

    public ValueTask DisposeAsync() => _node.DisposeAsync();

    [Fact]
    public async Task a_simulation_shows_what_is_issued_and_a_second_closing_makes_nothing_new()
    {
        await Customers("a", "b", "c");
        await Run(new(2025, 1, 1));
        await Run(new(2025, 2, 1));

        var shown = await Simulate(January);
        var issued = await Close(January);

        (issued.Invoices, issued.CreditNotes, issued.Settled, issued.Lines).ShouldBe((3, 0, 0, 6));
        issued.ByCurrency.ShouldBe([new("USD", 3, 0, 45, 0, 0, 45)]);
        issued.ByCurrency.ShouldBe(shown.ByCurrency);
        issued.Items.Select(item => item with { Number = null }).ShouldBe(shown.Items);
        issued.Items.Select(item => item.Number).ShouldBe(Numbers(1, 3));
        (await Account("a")).ShouldBe((0, 10, 15, 1));

        var again = await Close(January);
        (again.Status, again.Invoices, again.Settled).ShouldBe((RunView.Completed, 0, 0));
        (await Close(February)).Items.Select(item => item.Number).ShouldBe(Numbers(4, 6));
        await Verified();
    }

    [Fact]
    public async Task numbers_have_no_gaps_when_many_are_issued_at_once()
    {
        await Customers([.. Enumerable.Range(0, 60).Select(i => $"c{i:00}")]);
        await Run(new(2025, 1, 1));
        await Run(new(2025, 2, 1));

        // Closings beside each other, and credit notes beside them.
        await Task.WhenAll(
            Close(January, [.. Enumerable.Range(0, 40).Select(i => $"c{i:00}")]),
            Close(January, [.. Enumerable.Range(20, 40).Select(i => $"c{i:00}")]),
            Close(February));
        var invoices = await List();
        await Task.WhenAll(invoices.Take(20).Select(invoice =>
            _node.Send(new CreditInvoice(invoice.Number, null, "wrong"))));

        var all = await List();
        all.Where(one => one.Kind == InvoiceSummary.Invoice).Select(one => one.Number).Reverse()
            .ShouldBe(Numbers(1, invoices.Count));
        all.Where(one => one.Kind == InvoiceSummary.CreditNote).Select(one => one.Number).Reverse()
            .ShouldBe(Numbers(1, 20, "CN"));
        invoices.Sum(invoice => invoice.Net).ShouldBe(60 * 25);
        await Verified();
    }

    [Fact]
    public async Task a_payment_pays_the_oldest_of_its_invoices_first_and_the_rest_is_credit()
    {
        await Customers("a");
        await Run(new(2025, 1, 1));
        var first = (await Close(January)).Items[0].Number!;
        await Run(new(2025, 2, 1));
        var second = (await Close(February)).Items[0].Number!;

        var taken = await _node.Send(new ReceivePayment("a", 18, "wire-1", Invoices: [second, first]));
        taken.CreditAfter.ShouldBe(0);
        (await Status(first)).ShouldBe((InvoiceSummary.PaidStatus, 0));
        (await Status(second)).ShouldBe((InvoiceSummary.PartlyPaid, 7));
        (await _node.Send(new ReceivePayment("a", 18, "wire-1", Invoices: [second, first]))).WasKnown.ShouldBeTrue();
        (await Status(second)).ShouldBe((InvoiceSummary.PartlyPaid, 7));

        (await _node.Send(new ReceivePayment("a", 10, "wire-2", Invoices: [second]))).CreditAfter.ShouldBe(3);
        (await Account("a")).ShouldBe((3, 0, 0, 0));
        var view = await _node.Send(new GetInvoice(second));
        view.Entries.Select(entry => (entry.Kind, entry.Amount)).ShouldBe([("payment", 3), ("payment", 7)]);

        (await Should.ThrowAsync<ProblemException>(() =>
            _node.Send(new ReceivePayment("a", 1, "wire-3", Invoices: ["INV-none"])))).Kind.ShouldBe(ProblemKind.Rule);
        await Verified();
    }

    [Fact]
    public async Task payments_of_one_invoice_at_once_pay_it_once()
    {
        await Customers("a");
        await Run(new(2025, 1, 1));
        var number = (await Close(January)).Items[0].Number!;

        await Task.WhenAll(Enumerable.Range(0, 6).Select(i =>
            _node.Send(new ReceivePayment("a", 10, $"wire-{i}", Invoices: [number]))));

        (await Status(number)).ShouldBe((InvoiceSummary.PaidStatus, 0));
        (await Account("a")).ShouldBe((45, 0, 0, 0));
        await Verified();
    }

    [Fact]
    public async Task lines_of_a_credit_note_that_are_billed_again_are_on_the_next_invoice()
    {
        await Customers("a");
        await Run(new(2025, 1, 1));
        var number = (await Close(January)).Items[0].Number!;
        var seat = (await _node.Send(new GetInvoice(number))).Lines.Single(line => line.Kind == "recurring").ChargeId;

        var note = await _node.Send(new CreditInvoice(number, [seat], "wrong quantity", true));
        (await Account("a")).ShouldBe((0, 10, 5, 1));
        (await Status(number)).ShouldBe((InvoiceSummary.PartlyPaid, 5));
        (await _node.Send(new GetInvoice(number))).Lines.Single(line => line.IsCredited).ChargeId.ShouldBe(seat);

        var next = (await Close(January)).Items.ShouldHaveSingleItem();
        (next.Net, (await _node.Send(new GetInvoice(next.Number!))).Lines[0].ChargeId).ShouldBe((10, seat));
        (await _node.Send(new GetInvoice(note.Number))).Summary.RefersTo.ShouldBe(number);
        await Verified();
    }

    [Fact]
    public async Task what_was_invoiced_and_then_reversed_comes_back_with_the_next_closing()
    {
        await Customers("a");
        var run = await Run(new(2025, 1, 1));
        await Close(January);
        foreach (var line in await _node.Lines(run)) await _node.Send(new ReverseLine(line.ChargeId!, "not delivered"));

        var note = (await Close(January)).Items.ShouldHaveSingleItem();
        (note.Kind, note.Total).ShouldBe((InvoiceSummary.CreditNote, -15));
        (await Account("a")).ShouldBe((15, 0, 15, 1));
        await Verified();
    }

    [Fact]
    public async Task invoices_are_listed_as_they_were_known_then()
    {
        await Customers("a");
        await Run(new(2025, 1, 1));
        var number = (await Close(January)).Items[0].Number!;
        var then = await _node.Log.SafePosition(CancellationToken.None);
        await _node.Send(new ReceivePayment("a", 15, "wire-1", Invoices: [number]));

        var known = new AsKnownAt(then, null);
        (await _node.Send(new GetInvoice(number, known))).Summary.Status.ShouldBe(InvoiceSummary.OpenStatus);
        (await _node.Send(new GetInvoice(number))).Summary.Status.ShouldBe(InvoiceSummary.PaidStatus);
        var account = await _node.Send(new GetAccount("a", known));
        (account.OpenInvoices, account.OpenInvoiceCount).ShouldBe((15, 1));
    }

    private async Task Customers(params string[] ids)
    {
        foreach (var id in ids)
        {
            await _node.Send(new RegisterCustomer(id, id, null, null, null));
            await _node.Send(new AssignPackage(
                id, new($"seat-of-{id}", "seat", 1, new(2025, 1, 1), null, null, false, null, null, null)));
        }
    }

    private Task<RunView> Run(DateOnly date) => _node.Run(date);

    private Task<ClosingReport> Simulate(DateOnly through) => _node.Send(new SimulateClosing(new(through)));

    private Task<ClosingReport> Close(DateOnly through, IReadOnlyList<string>? customers = null) =>
        _node.Close(through, customers);

    private async Task<List<InvoiceSummary>> List()
    {
        await Covered();
        return [.. (await InvoiceRows.List(_node.Source, new(), null, null, 1_000, CancellationToken.None))
            .Select(row => row.Summary)];
    }

    private async Task<(string, decimal)> Status(string number)
    {
        var summary = (await _node.Send(new GetInvoice(number))).Summary;
        return (summary.Status, summary.Open);
    }

    private async Task<(decimal Credit, decimal Accrued, decimal Open, int Count)> Account(string customerId)
    {
        await Covered();
        var account = await _node.Send(new GetAccount(customerId));
        return (account.Credit, account.Accrued, account.OpenInvoices, account.OpenInvoiceCount);
    }

    private Task Covered() => _node.Covered();

    private Task Verified() => _node.Verified();

    private static IEnumerable<string> Numbers(int first, int last, string series = "INV") =>
        Enumerable.Range(first, last - first + 1).Select(number => $"{series}-{DateTime.UtcNow.Year}-{number:000000}");
}
