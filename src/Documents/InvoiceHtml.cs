using PackageBilling.Documents.Html;

namespace PackageBilling.Documents;

/// <summary>Invoices and credit notes as HTML pages.</summary>
public static class InvoiceHtml
{
    /// <summary>Makes an invoice or credit note: one page that refers to nothing else, has no scripts and prints
    /// well. The same document and style give the same text.</summary>
    /// <exception cref="ArgumentException">Its sums don't add up, or an amount doesn't fit its currency.</exception>
    public static string Render(InvoiceDocument invoice, DocumentStyle style) =>
        HtmlPage.Write(InvoiceSheet.Of(invoice, style), style);
}
