using PackageBilling.Documents.Sheets;

namespace PackageBilling.Documents;

/// <summary>What a text about an invoice or credit note says, in the document's own language and formats.</summary>
/// <param name="Kind">What it is: <c>Invoice</c>.</param>
/// <param name="Total">What it comes to, without a sign and without the currency.</param>
/// <param name="DueOn">When it is due; null when nothing is to be paid.</param>
public sealed record InvoiceWords(string Kind, string Total, string? DueOn)
{
    /// <summary>The words for a document.</summary>
    /// <param name="invoice">The document.</param>
    /// <param name="style">Its language and formats.</param>
    public static InvoiceWords Of(InvoiceDocument invoice, DocumentStyle style)
    {
        var texts = DocumentTexts.For(style.Language);
        var format = new DocumentFormat(style, invoice.MinorUnits);
        return new(invoice.Kind == DocumentKind.Invoice ? texts.Invoice : texts.CreditNote,
            format.Minor(Math.Abs(invoice.Total)), invoice.DueOn is { } due ? format.Date(due) : null);
    }
}
