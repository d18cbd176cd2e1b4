namespace PackageBilling.Documents.Pdf;

/// <summary>A sheet as PDF.</summary>
internal static class PdfFile
{
    public static byte[] Write(Sheet sheet, DocumentStyle style)
    {
        using var pages = new PdfPages(sheet, style);
        PdfHead.Write(pages, sheet, style.Logo);
        var totals = PdfEnd.Totals(pages, sheet);
        new PdfTable(pages, sheet.Table).Write(totals.Sum(line => line.Height));
        pages.Below(totals);
        pages.Below(PdfEnd.Remarks(pages, sheet));
        return pages.Finish();
    }
}
