namespace PackageBilling.Billing.Invoices.Closing;

/// <summary>Adds up what a simulated closing would issue.</summary>
internal sealed class ClosingDraft(ClosingStarted closing)
{
    private readonly SortedDictionary<string, ClosedCurrency> _sums = new(StringComparer.Ordinal);
    private readonly List<ClosedCustomer> _items = [];
    private int _settled, _lines;
    private long _position;

    /// <summary>Takes what was decided about some customers.</summary>
    public void Add(DecidedPage page)
    {
        _position = Math.Max(_position, page.Position);
        var names = page.Customers.ToDictionary(
            customer => customer.CustomerId, customer => customer.Name, StringComparer.Ordinal);
        foreach (var decided in page.Decided)
            if (decided.Fact is InvoiceIssued issued) Add(issued, names[issued.CustomerId]);
            else _settled++;
    }

    /// <summary>The report.</summary>
    public ClosingReport Report() => new(
        null, true, RunView.Completed, closing.Through, InvoiceKinds.Text(closing.Include), _position,
        _sums.Values.Sum(sum => sum.Invoices), _sums.Values.Sum(sum => sum.CreditNotes), _settled, _lines,
        [.. _sums.Values], _items);

    private void Add(InvoiceIssued issued, string name)
    {
        var tax = issued.Taxes.Sum(one => one.Amount);
        _lines += issued.Lines.Count;
        var sum = _sums.GetValueOrDefault(issued.Currency) ?? new(issued.Currency, 0, 0, 0, 0, 0, 0);
        var isInvoice = issued.Kind == InvoiceKind.Invoice;
        _sums[issued.Currency] = sum with
        {
            Invoices = sum.Invoices + (isInvoice ? 1 : 0), CreditNotes = sum.CreditNotes + (isInvoice ? 0 : 1),
            Net = sum.Net + issued.Net, Tax = sum.Tax + tax, Rounding = sum.Rounding + issued.Rounding,
            Total = sum.Total + issued.Total,
        };
        if (_items.Count < ClosingReport.MaxItems)
            _items.Add(new(issued.CustomerId, name, null, InvoiceKinds.Text(issued.Kind), issued.Currency,
                issued.Lines.Count, issued.Net, tax, issued.Rounding, issued.Total));
    }
}
