using PdfSharp.Drawing;
using PdfSharp.Fonts;
using PdfSharp.Pdf;

namespace PackageBilling.Documents.Pdf;

/// <summary>The fonts that are part of this assembly, so that a document needs none of the machine's.</summary>
internal sealed class PdfFonts : IFontResolver
{
    private const string Family = "Liberation Sans", RegularFile = "LiberationSans-Regular.ttf",
        BoldFile = "LiberationSans-Bold.ttf";

    // Glyph numbers for all text: one subset of each font, whatever the script.
    private static readonly XPdfFontOptions Unicode = new(PdfFontEncoding.Unicode);

    static PdfFonts() => GlobalFontSettings.FontResolver = new PdfFonts();

    private PdfFonts()
    {
    }

    public static XFont Create(bool isBold, double size) =>
        new(Family, size, isBold ? XFontStyleEx.Bold : XFontStyleEx.Regular, Unicode);

    public FontResolverInfo? ResolveTypeface(string familyName, bool bold, bool italic) =>
        familyName == Family ? new FontResolverInfo(bold ? BoldFile : RegularFile) : null;

    public byte[]? GetFont(string faceName)
    {
        using var file = typeof(PdfFonts).Assembly.GetManifestResourceStream(faceName)!;
        var bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        return bytes;
    }
}
