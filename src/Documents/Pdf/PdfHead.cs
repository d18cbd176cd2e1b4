using PdfSharp.Drawing;

namespace PackageBilling.Documents.Pdf;

/// <summary>The head of the first page: logo, title, who and whom, facts.</summary>
internal static class PdfHead
{
    private const double LogoWidth = 180, LogoHeight = 50, LeftShare = 0.5, RightShare = 0.42;

    public static void Write(PdfPages pages, Sheet sheet, LogoImage? logo)
    {
        var top = pages.Y;
        pages.TextRight(sheet.Title, pages.Huge, pages.Title, pages.Right);
        var bottom = top + pages.Huge.LineHeight;
        List<PdfLine> left = [];
        if (logo is null)
        {
            pages.Y += 3;
            left.AddRange(Lines(pages, sheet.Seller.Name, pages.Large, pages.Ink));
            pages.Below(left);
            left.Clear();
        }
        else
        {
            pages.Y += Draw(pages, logo);
            left.AddRange(Lines(pages, sheet.Seller.Name, pages.BodyBold, pages.Ink));
        }
        pages.Y = Math.Max(pages.Y, bottom) + 8;
        left.AddRange(sheet.Seller.Lines.SelectMany(line => Lines(pages, line, pages.Body, pages.Muted)));
        left.Add(new PdfLine(16, () => { }));
        left.AddRange(Lines(pages, sheet.BuyerHeading, pages.SmallBold, pages.Muted));
        left.Add(new PdfLine(2, () => { }));
        left.AddRange(Lines(pages, sheet.Buyer.Name, pages.BodyBold.Sized(10), pages.Ink));
        left.AddRange(sheet.Buyer.Lines.SelectMany(line => Lines(pages, line, pages.Body, pages.Ink)));
        List<PdfLine> right =
            [.. sheet.Facts.SelectMany(fact => Fact(pages, fact)), .. Highlight(pages, sheet.Highlight)];
        pages.Beside(left, right);
        pages.Y += 24;
    }

    private static double Draw(PdfPages pages, LogoImage logo)
    {
        using var image = logo.Open();
        // Three quarters of a point for a pixel, as on screens, unless the logo must shrink.
        var scale = Math.Min(0.75, Math.Min(LogoWidth / logo.Width, LogoHeight / logo.Height));
        pages.Image(image, logo.Width * scale, logo.Height * scale);
        return logo.Height * scale;
    }

    private static IEnumerable<PdfLine> Lines(PdfPages pages, string text, PdfText style, XBrush brush) =>
        style.Wrap(text, pages.Width * LeftShare).Select(line =>
            new PdfLine(style.LineHeight, () => pages.Text(line, style, brush, pages.Left)));

    private static IEnumerable<PdfLine> Fact(PdfPages pages, Fact fact)
    {
        var left = pages.Right - (pages.Width * RightShare);
        var values = pages.Body.Wrap(fact.Value, pages.Right - left - pages.Body.Width(fact.Label) - 12);
        for (var at = 0; at < values.Count; at++)
        {
            var (label, value) = (at == 0 ? fact.Label : null, values[at]);
            yield return new PdfLine(pages.Body.LineHeight + (at == values.Count - 1 ? 2 : 0), () =>
            {
                if (label is not null) pages.Text(label, pages.Body, pages.Muted, left);
                pages.TextRight(value, pages.Body, pages.Ink, pages.Right);
            });
        }
    }

    private static IEnumerable<PdfLine> Highlight(PdfPages pages, Fact fact)
    {
        var left = pages.Right - (pages.Width * RightShare);
        var isOneLine = pages.BodyBold.Width(fact.Label) + 12 + pages.Large.Width(fact.Value) <= pages.Right - left;
        yield return new PdfLine(6, () => { });
        yield return new PdfLine(
            7, () => pages.Rule(left, pages.Right, 1.25, pages.Accent), pages.Large.LineHeight * 2);
        if (!isOneLine)
            yield return new PdfLine(pages.BodyBold.LineHeight,
                () => pages.Text(fact.Label, pages.BodyBold, pages.Ink, left), pages.Large.LineHeight);
        yield return new PdfLine(pages.Large.LineHeight, () =>
        {
            pages.TextRight(fact.Value, pages.Large, pages.Title, pages.Right);
            if (!isOneLine) return;
            // Both stand on one line.
            var down = pages.Large.Baseline - pages.BodyBold.Baseline;
            pages.Y += down;
            pages.Text(fact.Label, pages.BodyBold, pages.Ink, left);
            pages.Y -= down;
        });
    }
}
