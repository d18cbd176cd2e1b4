using Microsoft.Extensions.Configuration;

namespace PackageBilling.Modules.Tests.Billing.Invoices;

/// <summary>The journal for the accountant: the lines of each fact balance.</summary>
public sealed class Journals
{
    private static readonly DateOnly On = new(2025, 2, 3);

    private static readonly JournalAccounts Accounts = JournalAccounts.Read(
        new ConfigurationBuilder().AddInMemoryCollection([new("Journal:Revenue", "8000-{package}")]).Build());

    [Fact]
    public void an_invoice_is_owed_by_the_customer_and_is_revenue_and_tax() =>
        Lines(Invoice(10.003m, paidFromCredit: 2)).ShouldBe([("receivables", 9.00m, 0), ("customer credit", 2, 0),
            ("8000-seat", 0, 10.003m), ("tax VAT", 0, 1.00m), ("rounding", 0.003m, 0)]);

    [Fact]
    public void a_credit_note_is_taken_off_what_is_owed_and_the_rest_is_credit()
    {
        var note = CreditInvoice.Decide(
            new("INV-1", null, "wrong"), Invoice(10), TakenBack.Nothing, 4, 0, On);
        Lines(note).ShouldBe([("receivables", 0, 4), ("customer credit", 0, 7), ("8000-seat", 10, 0),
            ("tax VAT", 1, 0)]);
    }

    [Fact]
    public void a_payment_settles_what_is_owed_and_the_rest_is_credit() =>
        Lines(new PaymentReceived("acme", On, 20, "wire", 9) { Invoices = [new("INV-1", 11, 0)] })
            .ShouldBe([("bank", 20, 0), ("receivables", 0, 11), ("customer credit", 0, 9)]);

    [Fact]
    public void a_debt_that_was_brought_along_and_a_correction_are_lines_too()
    {
        Lines(new PaymentReceived("acme", On, -5, "old", -5) { IsOpening = true })
            .ShouldBe([("opening balances", 0, 5), ("customer credit", 5, 0)]);
        Lines(new CreditAdjusted("acme", On, "adj", 3, "gift", 3))
            .ShouldBe([("adjustments", 3, 0), ("customer credit", 0, 3)]);
    }

    private static InvoiceIssued Invoice(decimal net, decimal paidFromCredit = 0)
    {
        var sums = InvoiceSums.Of(net, [new("VAT", 10)], "USD");
        return new("acme", InvoiceKind.Invoice, 1, "INV-1", On, On, On, "USD", new("C", [], null, null),
            new("~a", [], null, null), [new("a.recurring.2025-01-01.1", ChargeKind.Recurring, On, "seat", "Seat", null,
                1, net, net, null, null)],
            sums.Net, sums.Taxes, sums.Rounding, sums.Total, paidFromCredit, net, 0);
    }

    private static List<(string, decimal, decimal)> Lines(object fact)
    {
        var stored = new StoredEvent(7, Guid.Empty, "account-acme", 1, "", fact, new EventMetadata(default, "test"));
        var lines = Journal.Of(stored, "USD", Accounts);
        lines.Sum(line => line.Debit).ShouldBe(lines.Sum(line => line.Credit));
        return [.. lines.Select(line => (line.Account, line.Debit, line.Credit))];
    }
}
