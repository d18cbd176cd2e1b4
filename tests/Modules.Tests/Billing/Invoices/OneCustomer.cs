namespace PackageBilling.Modules.Tests.Billing.Invoices;

/// <summary>What closing a period makes of one customer's lines, without a database.</summary>
public sealed class OneCustomer
{
    private static readonly DateOnly January = new(2025, 1, 31), Today = new(2025, 2, 3);

    private static readonly PrintedParty Seller = new("Carrier", [], null, null);

    private static readonly ClosingStarted Closing = new("c1", January, ClosingInclude.Accrued, null, []);

    private decimal _credit = 100;
    private long _version;
    private readonly OpenLines _open = new();
    private readonly List<object> _facts = [];

    [Fact]
    public void accrued_lines_up_to_the_date_are_invoiced_in_their_order_and_later_ones_stay_open()
    {
        Charge(new(2025, 1, 1), (10, false), (4, true));
        Charge(new(2025, 1, 15), (5, false));
        Charge(new(2025, 2, 1), (10, false));

        var invoice = Close().ShouldBeOfType<InvoiceIssued>();

        invoice.Lines.Select(line => line.Amount).ShouldBe([10, 5]);
        (invoice.Kind, invoice.Net, invoice.Total, invoice.Settled).ShouldBe((InvoiceKind.Invoice, 15, 15, 15));
        (invoice.PaidFromCredit, invoice.CreditAfter, invoice.OpenSince).ShouldBe((0, 96, 3));
        invoice.DueOn.ShouldBe(Today.AddDays(30));

        Take(invoice);
        Close().ShouldBeNull();
        _open.Through(new(2025, 2, 1), ClosingInclude.Accrued).Select(line => line.Amount).ShouldBe([10]);
    }

    [Fact]
    public void lines_that_took_credit_are_shown_as_paid_when_they_are_asked_for()
    {
        Charge(new(2025, 1, 1), (10, false), (4, true));

        var invoice = Close(include: ClosingInclude.All, rates: [new("VAT", 10)]).ShouldBeOfType<InvoiceIssued>();

        (invoice.Net, invoice.Total, invoice.PaidFromCredit, invoice.Settled).ShouldBe((14, 15.4m, 4, 10));
        (invoice.ToCredit, invoice.CreditAfter).ShouldBe((0, 96));
    }

    [Fact]
    public void what_is_left_to_pay_is_in_minor_units_and_the_rest_stays_credit()
    {
        Charge(new(2025, 1, 1), (20, false), (10.003m, true));

        var invoice = Close(include: ClosingInclude.All).ShouldBeOfType<InvoiceIssued>();

        (invoice.Total, invoice.PaidFromCredit, invoice.ToCredit).ShouldBe((30, 10, 0.003m));
        invoice.CreditAfter.ShouldBe(90);
    }

    [Fact]
    public void a_negative_total_is_a_credit_note_and_goes_to_the_credit()
    {
        Charge(new(2025, 1, 1), (10, false));
        Take(Close()!);
        Reverse("a-1.recurring.2025-01-01.1", 10);

        var note = Close(rates: [new("VAT", 10)]).ShouldBeOfType<InvoiceIssued>();

        (note.Kind, note.Net, note.Total, note.DueOn).ShouldBe((InvoiceKind.CreditNote, -10, -11, null));
        (note.Settled, note.ToCredit, note.CreditAfter).ShouldBe((-10, 11, 111));
    }

    [Fact]
    public void lines_that_come_to_nothing_are_settled_without_a_document()
    {
        Charge(new(2025, 1, 1), (10, false));
        Take(Close()!);
        Reverse("a-1.recurring.2025-01-01.1", 10);
        Charge(new(2025, 1, 20), (10, false));

        var settled = Close().ShouldBeOfType<AccruedInvoiced>();

        (settled.Amount, settled.ChargeId.Count, settled.ClosingId).ShouldBe((0, 2, "c1"));
    }

    [Fact]
    public void a_reversed_line_that_no_invoice_has_is_gone()
    {
        Charge(new(2025, 1, 1), (10, false));
        Reverse("a-1.recurring.2025-01-01.1", 10);
        Close().ShouldBeNull();
    }

    [Fact]
    public void what_a_closing_leaves_open_is_found_from_the_version_that_it_names()
    {
        Charge(new(2025, 1, 1), (10, false));
        Charge(new(2025, 2, 1), (7, false));
        // Before the lines that stay open, and reversed after them: it was on no invoice, so nothing is made good.
        Reverse("a-1.recurring.2025-01-01.1", 10);
        Charge(new(2025, 1, 15), (5, false));
        var invoice = Close().ShouldBeOfType<InvoiceIssued>();
        Take(invoice);

        invoice.Lines.Select(line => line.Amount).ShouldBe([5]);
        var later = new OpenLines();
        for (var version = invoice.OpenSince!.Value; version <= _version; version++)
            later.Take(_facts[(int)version - 1], version);
        later.Through(new(2025, 2, 28), ClosingInclude.Accrued).Select(line => line.Amount).ShouldBe([7]);
    }

    [Fact]
    public void the_rates_of_the_date_of_issue_and_the_agreed_terms_hold()
    {
        Charge(new(2025, 1, 1), (100, false));
        var customer = Customer([new("VAT", 19)]) with
        {
            Billing = new("acme", "~name", ["~street"], null, "~tax", 14),
            Rates = [new("acme", new(2025, 1, 1), [new("VAT", 19)]), new("acme", Today, [new("VAT", 20)]),
                new("acme", Today.AddDays(1), [new("VAT", 21)])],
        };

        var invoice = (InvoiceIssued)MakeInvoice.Decide(Closing, customer, _open, Seller, Names, Today)!;

        invoice.Taxes.ShouldBe([new("VAT", 20, 20)]);
        invoice.DueOn.ShouldBe(Today.AddDays(14));
        (invoice.Buyer.Name, invoice.Buyer.Address[0], invoice.Buyer.TaxId).ShouldBe(("~name", "~street", "~tax"));
    }

    [Fact]
    public void a_credit_note_is_taken_off_what_is_left_and_the_rest_is_credit()
    {
        Charge(new(2025, 1, 1), (10, false), (5, false));
        var invoice = (InvoiceIssued)Close(rates: [new("VAT", 10)])! with { Number = "INV-1" };

        var whole = CreditInvoice.Decide(new("INV-1", null, "wrong"), invoice, TakenBack.Nothing, 6.5m, 100, Today);
        (whole.Total, whole.TakenOff, whole.ToCredit, whole.CreditAfter).ShouldBe((-16.5m, 6.5m, 10, 110));
        (whole.RefersTo, whole.Settled, whole.Reason).ShouldBe(("INV-1", 0, "wrong"));

        var id = invoice.Lines[1].ChargeId;
        var part = CreditInvoice.Decide(
            new("INV-1", [id], "wrong", true), invoice, TakenBack.Nothing, 16.5m, 100, Today);
        (part.Total, part.TakenOff, part.ToCredit, part.Settled).ShouldBe((-5.5m, 5.5m, 0, -5));
        Should.Throw<ProblemException>(() =>
            CreditInvoice.Decide(
                new("INV-1", [id], "again"), invoice, new([part], new HashSet<string>()), 11, 100, Today))
            .Kind.ShouldBe(ProblemKind.Conflict);
        Should.Throw<ProblemException>(() =>
            CreditInvoice.Decide(new("INV-1", ["other"], "again"), invoice, TakenBack.Nothing, 11, 100, Today))
            .Kind.ShouldBe(ProblemKind.Rule);

        // A line that is billed again waits as it did before.
        Take(invoice);
        Take(part);
        _open.Through(January, ClosingInclude.Accrued).ShouldBe([invoice.Lines[1] with { Package = "Seat" }]);
    }

    private static Dictionary<string, string> Names => new() { ["seat"] = "Seat" };

    private static InvoicedCustomer Customer(IReadOnlyList<TaxRate> rates) => new(
        "acme", "~acme", "USD", "UTC", null, [new("acme", new(2000, 1, 1), rates)], 1);

    private object? Close(ClosingInclude include = ClosingInclude.Accrued, IReadOnlyList<TaxRate>? rates = null) =>
        MakeInvoice.Decide(Closing with { Include = include }, Customer(rates ?? []), _open, Seller, Names, Today);

    private void Charge(DateOnly date, params (decimal Retail, bool Debits)[] lines)
    {
        var made = lines.Select((line, i) => new ChargeLine($"a-{i + 1}", "seat", null, ChargeKind.Recurring, date, 1,
            1, line.Retail, 0, line.Retail, 0, line.Debits)).ToList();
        var debited = made.Where(line => line.DebitsCredit).Sum(line => line.Retail);
        _credit -= debited;
        Take(new ChargesPosted("acme", "run", date, 1, "USD", debited,
            made.Where(line => !line.DebitsCredit).Sum(line => line.Retail), _credit + debited, _credit, made));
    }

    private void Reverse(string chargeId, decimal retail)
    {
        var parts = chargeId.Split('.');
        var line = new ChargeLine(parts[0], "seat", null, ChargeKind.Recurring, Dates.Parse(parts[2])!.Value, 1, 1,
            retail, 0, retail, 0, false);
        Take(new LineReversed("acme", Today, line.PostingDate, "USD", line, "wrong", _credit, false));
    }

    private void Take(object fact)
    {
        _open.Take(fact, ++_version);
        _facts.Add(fact);
    }
}
