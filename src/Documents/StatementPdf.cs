using PackageBilling.Documents.Pdf;

namespace PackageBilling.Documents;

/// <summary>Statements as PDF files.</summary>
public static class StatementPdf
{
    /// <summary>Makes a statement. Text can be selected and searched, the fonts are in the file,
    /// and the same document and style give the same bytes.</summary>
    /// <exception cref="ArgumentException">Its sums don't add up, or an amount doesn't fit its currency.</exception>
    public static byte[] Render(StatementDocument statement, DocumentStyle style) =>
        PdfFile.Write(StatementSheet.Of(statement, style), style);
}
