namespace PackageBilling.Billing.Invoices;

/// <summary>What of an invoice was taken back before.</summary>
/// <param name="Notes">Its credit notes in the order of the log.</param>
/// <param name="Reversed">The charge ids of lines that were reversed after it was issued.</param>
internal sealed record TakenBack(IReadOnlyList<InvoiceIssued> Notes, IReadOnlySet<string> Reversed)
{
    /// <summary>Nothing.</summary>
    public static readonly TakenBack Nothing = new([], new HashSet<string>());

    /// <summary>The charge ids of the lines that are on credit notes.</summary>
    public IReadOnlySet<string> Credited { get; } =
        Notes.SelectMany(note => note.Lines).Select(line => line.ChargeId).ToHashSet(StringComparer.Ordinal);

    /// <summary>What a credit note for some more lines comes to: all notes together are what one for all their lines
    /// would be, so that those for every line are the invoice to the last minor unit.</summary>
    public InvoiceSums Next(InvoiceIssued invoice, IEnumerable<InvoiceLine> lines)
    {
        var rates = invoice.Taxes.Select(tax => new TaxRate(tax.Name, tax.Percent)).ToList();
        var before = Notes.Sum(note => note.Net);
        return InvoiceSums.Of(before - lines.Sum(line => line.Amount), rates, invoice.Currency)
            .Without(InvoiceSums.Of(before, rates, invoice.Currency));
    }
}
