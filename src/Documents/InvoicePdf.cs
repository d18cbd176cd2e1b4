using PackageBilling.Documents.Pdf;

namespace PackageBilling.Documents;

/// <summary>Invoices and credit notes as PDF files.</summary>
public static class InvoicePdf
{
    /// <summary>Makes an invoice or credit note. Text can be selected and searched, the fonts are in the file,
    /// and the same document and style give the same bytes.</summary>
    /// <exception cref="ArgumentException">Its sums don't add up, or an amount doesn't fit its currency.</exception>
    public static byte[] Render(InvoiceDocument invoice, DocumentStyle style) =>
        PdfFile.Write(InvoiceSheet.Of(invoice, style), style);
}
