namespace PackageBilling.Modules.Tests.Billing.Invoices;

/// <summary>Credit notes for invoices, without a database (domain: "Invoices", credit note).</summary>
public sealed class CreditNotes
{
    private static readonly DateOnly On = new(2025, 2, 3);

    [Theory]
    [InlineData("0.006", "0.006", "0.006")]
    [InlineData("0.004", "0.004", "0.004", "0.004")]
    [InlineData("10.01", "10.01", "0.05", "7.77")]
    [InlineData("20", "3.333", "3.333", "3.334")]
    public void those_for_each_line_are_the_invoice_to_the_last_minor_unit(params string[] amounts)
    {
        var invoice = Invoice([.. amounts.Select(text => (Number(text), false))]);
        var (notes, left) = (new List<InvoiceIssued>(), invoice.Total);
        foreach (var line in invoice.Lines)
        {
            notes.Add(Credit(invoice, notes, left, [line.ChargeId]));
            left -= notes[^1].TakenOff;
        }

        left.ShouldBe(0);
        notes.ShouldAllBe(note => note.Total <= 0);
        notes.Sum(note => note.ToCredit).ShouldBe(0);
        (notes.Sum(note => note.Net), notes.Sum(note => note.Rounding), notes.Sum(note => note.Total))
            .ShouldBe((-invoice.Net, -invoice.Rounding, -invoice.Total));
        for (var tax = 0; tax < invoice.Taxes.Count; tax++)
            notes.Sum(note => note.Taxes[tax].Amount).ShouldBe(-invoice.Taxes[tax].Amount);
    }

    [Fact]
    public void lines_that_took_credit_and_are_billed_again_have_taken_it_still()
    {
        // Of 16.5 credit has paid 10; 6.5 are left.
        var invoice = Invoice([(10, true), (5, false)]) with { PaidFromCredit = 10 };

        var note = Credit(invoice, [], 6.5m, null, rebill: true);

        (note.Total, note.TakenOff, note.ToCredit, note.Settled).ShouldBe((-16.5m, 6.5m, 0, -5));
        var open = new OpenLines();
        open.Take(note, 1);
        open.Through(On, ClosingInclude.Accrued).Select(line => line.Amount).ShouldBe([5]);
        open.Through(On, ClosingInclude.All).Select(line => (line.Amount, line.FromCredit))
            .ShouldBe([(10, true), (5, false)]);

        // Without that they are given back.
        var whole = Credit(invoice, [], 6.5m, null);
        (whole.TakenOff, whole.ToCredit).ShouldBe((6.5m, 10));
    }

    [Fact]
    public void what_a_reversal_gave_back_before_is_no_more_to_pay()
    {
        // A reversal gave 10 back to the credit, so 21 are due of a total of 11.
        var invoice = Invoice([(-10, true), (20, false)]) with { PaidFromCredit = -10 };

        var note = Credit(invoice, [], 21, null);

        (note.Total, note.TakenOff, note.ToCredit).ShouldBe((-11, 21, -10));
    }

    [Fact]
    public void lines_that_were_reversed_are_not_given_back_twice()
    {
        var invoice = Invoice([(10, false), (5, false)]);
        var first = invoice.Lines[0].ChargeId;
        var before = new TakenBack([], new HashSet<string> { first });

        CreditInvoice.Decide(new("INV-1", null, "wrong"), invoice, before, 16.5m, 0, On).Net.ShouldBe(-5);
        Should.Throw<ProblemException>(() =>
            CreditInvoice.Decide(new("INV-1", [first], "wrong"), invoice, before, 16.5m, 0, On))
            .Kind.ShouldBe(ProblemKind.Conflict);
        // Its reversal waits for an invoice too.
        CreditInvoice.Decide(new("INV-1", [first], "wrong", true), invoice, before, 16.5m, 0, On).Net.ShouldBe(-10);
    }

    [Fact]
    public void one_does_not_charge()
    {
        var invoice = Invoice([(10, false), (-4, false)]);
        Should.Throw<ProblemException>(() => Credit(invoice, [], 6.6m, [invoice.Lines[1].ChargeId]))
            .Kind.ShouldBe(ProblemKind.Rule);
    }

    private static InvoiceIssued Credit(
        InvoiceIssued invoice, IReadOnlyList<InvoiceIssued> notes, decimal left, string[]? lines,
        bool rebill = false) =>
        CreditInvoice.Decide(
            new("INV-1", lines, "wrong", rebill), invoice, new(notes, new HashSet<string>()), left, 0, On);

    private static InvoiceIssued Invoice(params (decimal Amount, bool FromCredit)[] lines)
    {
        var sums = InvoiceSums.Of(lines.Sum(line => line.Amount), [new("VAT", 10)], "USD");
        return new("acme", InvoiceKind.Invoice, 1, "INV-1", On, On, On, "USD", new("C", [], null, null),
            new("~a", [], null, null),
            [.. lines.Select((line, i) => new InvoiceLine($"a{i}.recurring.2025-01-01.1", ChargeKind.Recurring, On,
                "seat", "Seat", null, 1, line.Amount, line.Amount, null, null, line.FromCredit))],
            sums.Net, sums.Taxes, sums.Rounding, sums.Total, 0, lines.Where(line => !line.FromCredit)
                .Sum(line => line.Amount), 0);
    }

    private static decimal Number(string text) =>
        decimal.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}
