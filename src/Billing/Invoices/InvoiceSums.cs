namespace PackageBilling.Billing.Invoices;

/// <summary>
/// What an invoice comes to (domain: "Invoices", amounts): the net is exact, each tax is rounded half to even to the
/// currency's minor unit, and so is the total; the difference is the rounding.
/// </summary>
/// <param name="Net">The sum of the lines.</param>
/// <param name="Taxes">The taxes on it.</param>
/// <param name="Rounding">What rounding added or took away.</param>
/// <param name="Total">What is to be paid.</param>
internal sealed record InvoiceSums(decimal Net, IReadOnlyList<InvoiceTax> Taxes, decimal Rounding, decimal Total)
{
    /// <summary>All taxes.</summary>
    public decimal Tax => Taxes.Sum(tax => tax.Amount);

    /// <param name="net">The sum of the lines.</param>
    /// <param name="rates">The customer's rates.</param>
    /// <param name="currency">ISO 4217.</param>
    public static InvoiceSums Of(decimal net, IReadOnlyList<TaxRate> rates, string currency)
    {
        var places = Currencies.MinorUnits(currency);
        var taxes = rates.Select(rate => new InvoiceTax(rate.Name, rate.Percent, Round(net * rate.Percent / 100)))
            .ToList();
        var exact = net + taxes.Sum(tax => tax.Amount);
        var total = Round(exact);
        return new(net, taxes, total - exact, total);

        decimal Round(decimal amount) => decimal.Round(amount, places, MidpointRounding.ToEven);
    }

    /// <summary>The sums of a document.</summary>
    public static InvoiceSums Of(InvoiceIssued issued) =>
        new(issued.Net, issued.Taxes, issued.Rounding, issued.Total);

    /// <summary>These without others of the same rates.</summary>
    public InvoiceSums Without(InvoiceSums others) => new(
        Net - others.Net,
        [.. Taxes.Zip(others.Taxes, (tax, other) => tax with { Amount = tax.Amount - other.Amount })],
        Rounding - others.Rounding, Total - others.Total);
}
