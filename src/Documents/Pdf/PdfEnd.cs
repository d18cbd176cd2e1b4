namespace PackageBilling.Documents.Pdf;

/// <summary>What follows the lines: totals, then remarks.</summary>
internal static class PdfEnd
{
    private const double TotalsShare = 0.55, RemarkShare = 0.8;

    /// <summary>The totals, on the right, below the last column.</summary>
    public static List<PdfLine> Totals(PdfPages pages, Sheet sheet)
    {
        List<PdfLine> lines = [new(8, () => { })];
        foreach (var row in sheet.Totals)
        {
            var style = row.IsStrong ? pages.BodyBold.Sized(10.5) : pages.Body;
            var brush = row.IsStrong ? pages.Ink : pages.Muted;
            var left = pages.Right - (pages.Width * TotalsShare);
            var labels = style.Wrap(row.Label, pages.Right - left - style.Width(row.Value) - 14);
            if (row.IsStrong)
            {
                lines.Add(new PdfLine(3, () => { }));
                lines.Add(new PdfLine(5, () => pages.Rule(left, pages.Right, 0.75, pages.Accent), style.LineHeight));
            }
            for (var at = 0; at < labels.Count; at++)
            {
                var (label, value) = (labels[at], at == 0 ? row.Value : null);
                lines.Add(new PdfLine(style.LineHeight + (at == labels.Count - 1 ? 2 : 0), () =>
                {
                    pages.Text(label, style, brush, left);
                    if (value is not null) pages.TextRight(value, style, pages.Ink, pages.Right);
                }));
            }
        }
        return lines;
    }

    /// <summary>The remarks; a heading stays with its first line.</summary>
    public static List<PdfLine> Remarks(PdfPages pages, Sheet sheet)
    {
        List<PdfLine> lines = [];
        foreach (var remark in sheet.Remarks)
        {
            lines.Add(new PdfLine(18, () => { }, pages.Body.LineHeight * 2));
            lines.Add(new PdfLine(pages.SmallBold.LineHeight + 1,
                () => pages.Text(remark.Heading, pages.SmallBold, pages.Muted, pages.Left), pages.Body.LineHeight));
            foreach (var text in remark.Paragraphs.SelectMany(
                paragraph => pages.Body.Wrap(paragraph, pages.Width * RemarkShare)))
                lines.Add(new PdfLine(pages.Body.LineHeight,
                    () => pages.Text(text, pages.Body, pages.Ink, pages.Left)));
        }
        return lines;
    }
}
