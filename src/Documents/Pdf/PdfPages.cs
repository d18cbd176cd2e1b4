using PdfSharp.Drawing;
using PdfSharp.Pdf;

namespace PackageBilling.Documents.Pdf;

/// <summary>
/// Pages that are written from top to bottom. The foot of each one has its number and how many there are, so all stay
/// open to the end.
/// </summary>
internal sealed class PdfPages : IDisposable
{
    private const double Margin = 51, TopMargin = 45, BottomMargin = 36, FootGap = 14;

    private readonly PdfDocument _document = new();
    private readonly List<XGraphics> _pages = [];
    private readonly Sheet _sheet;
    private readonly DocumentTexts _texts;
    private readonly List<string> _footer;
    private readonly XSize _paper;

    public PdfPages(Sheet sheet, DocumentStyle style)
    {
        (_sheet, _texts) = (sheet, DocumentTexts.For(style.Language));
        _paper = style.Paper == PaperSize.A4 ? new XSize(595.276, 841.89) : new XSize(612, 792);
        Accent = new XSolidBrush(XColor.FromArgb(style.Accent.Red, style.Accent.Green, style.Accent.Blue));
        Title = style.Accent.IsReadable ? Accent : Ink;
        Right = _paper.Width - Margin;
        _footer = Tiny.Wrap(style.Footer ?? "", (Right - Left) * 0.75);
        Bottom = _paper.Height - BottomMargin - FootGap - (Math.Max(1, _footer.Count) * Tiny.LineHeight);
        _document.Options.CompressContentStreams = true;
        _document.Language = style.Language;
        _document.ViewerPreferences.DisplayDocTitle = true;
        _document.Info.Title = Typeface.Regular.Clean(sheet.FullTitle);
        _document.Info.Author = Typeface.Regular.Clean(sheet.Seller.Name);
        _document.Info.Creator = "PackageBilling";
        Add();
    }

    public PdfText Body { get; } = new(Typeface.Regular, 9);
    public PdfText BodyBold { get; } = new(Typeface.Bold, 9);
    public PdfText Small { get; } = new(Typeface.Regular, 7.5);
    public PdfText SmallBold { get; } = new(Typeface.Bold, 7.5);
    public PdfText Tiny { get; } = new(Typeface.Regular, 7);
    public PdfText Large { get; } = new(Typeface.Bold, 12);
    public PdfText Huge { get; } = new(Typeface.Bold, 21);

    public XBrush Ink { get; } = new XSolidBrush(XColor.FromArgb(0x20, 0x24, 0x28));
    public XBrush Muted { get; } = new XSolidBrush(XColor.FromArgb(0x5F, 0x66, 0x6D));
    public XBrush Hairline { get; } = new XSolidBrush(XColor.FromArgb(0xD9, 0xDC, 0xE0));
    public XBrush Accent { get; }
    public XBrush Title { get; }

    public double Left { get; } = Margin;
    public double Right { get; }
    public double Width => Right - Left;
    public double Bottom { get; }

    /// <summary>Where the next thing goes.</summary>
    public double Y { get; set; }

    public bool Fits(double height) => Y + height <= Bottom;

    public void Break()
    {
        Add();
        var half = (Width - 20) / 2;
        var heading = $"{_sheet.FullTitle} \u00B7 {_sheet.Buyer.Name}";
        Text(Small.Cut(_sheet.Seller.Name, half), Small, Muted, Left);
        TextRight(Small.Cut(heading, half), Small, Muted, Right);
        Y += Small.LineHeight + 4;
        Rule(Left, Right, 0.5, Hairline);
        Y += 12;
    }

    /// <summary>Draws a cleaned text from <paramref name="x"/> on; <see cref="Y"/> is the top of its line.</summary>
    public void Text(string text, PdfText style, XBrush brush, double x) =>
        _pages[^1].DrawString(text, style.Font, brush, x, Y + style.Baseline);

    /// <summary>Draws a cleaned text that ends at <paramref name="right"/>.</summary>
    public void TextRight(string text, PdfText style, XBrush brush, double right) =>
        Text(text, style, brush, right - style.Width(text));

    public void Rule(double left, double right, double thickness, XBrush brush) =>
        _pages[^1].DrawRectangle(brush, left, Y, right - left, thickness);

    public void Image(XImage image, double width, double height) =>
        _pages[^1].DrawImage(image, Left, Y, width, height);

    /// <summary>Two columns beside each other, over as many pages as they need.</summary>
    public void Beside(IReadOnlyList<PdfLine> left, IReadOnlyList<PdfLine> right)
    {
        for (int l = 0, r = 0; ;)
        {
            var top = Y;
            l = Flow(left, l);
            (Y, var leftEnd) = (top, Y);
            r = Flow(right, r);
            Y = Math.Max(leftEnd, Y);
            if (l == left.Count && r == right.Count) return;
            Break();
        }
    }

    /// <summary>Lines below each other, over as many pages as they need.</summary>
    public void Below(IReadOnlyList<PdfLine> lines)
    {
        for (var next = 0; (next = Flow(lines, next)) < lines.Count;) Break();
    }

    /// <summary>The file, with the foot on every page.</summary>
    public byte[] Finish()
    {
        for (var page = 1; page <= _pages.Count; page++)
        {
            using var drawn = _pages[page - 1];
            var y = _paper.Height - BottomMargin - (Math.Max(1, _footer.Count) * Tiny.LineHeight);
            var number = _texts.Page(Invariant(page), Invariant(_pages.Count));
            drawn.DrawString(number, Tiny.Font, Muted, Right - Tiny.Width(number), y + Tiny.Baseline);
            foreach (var line in _footer)
            {
                drawn.DrawString(line, Tiny.Font, Muted, Left, y + Tiny.Baseline);
                y += Tiny.LineHeight;
            }
        }
        return RepeatablePdf.Save(_document, _sheet.IssuedOn);
    }

    public void Dispose() => _document.Dispose();

    private static string Invariant(int number) => number.ToString(System.Globalization.CultureInfo.InvariantCulture);

    private int Flow(IReadOnlyList<PdfLine> lines, int next)
    {
        for (; next < lines.Count && Fits(lines[next].Height + lines[next].Keep); next++)
        {
            lines[next].Draw();
            Y += lines[next].Height;
        }
        return next;
    }

    private void Add()
    {
        var page = _document.AddPage();
        page.Width = XUnit.FromPoint(_paper.Width);
        page.Height = XUnit.FromPoint(_paper.Height);
        _pages.Add(XGraphics.FromPdfPage(page));
        Y = TopMargin;
    }
}

/// <summary>Something as wide as a column and as high as a line.</summary>
/// <param name="Height">How far it goes down.</param>
/// <param name="Draw">Draws it at the pages' <see cref="PdfPages.Y"/>.</param>
/// <param name="Keep">Height of what must be on the same page below it.</param>
internal sealed record PdfLine(double Height, Action Draw, double Keep = 0);
