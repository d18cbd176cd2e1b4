using System.Buffers;
using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using PdfSharp.Drawing;
using PdfSharp.Fonts;

namespace PackageBilling.Documents.Pdf;

/// <summary>What a font can show, how wide it is, and where lines break.</summary>
internal sealed class Typeface
{
    public static readonly Typeface Regular = new(isBold: false), Bold = new(isBold: true);

    // Shown instead of what the font lacks.
    private const char Missing = '\u25A1';

    private const double Em = 1_000, NotInFont = -1;

    private static readonly SearchValues<char> Punctuation = SearchValues.Create(".-/_:@");

    private readonly bool _isBold;
    private readonly XFont _font;
    private readonly XGraphics _measure =
        XGraphics.CreateMeasureContext(new XSize(Em, Em), XGraphicsUnit.Point, XPageDirection.Downwards);
    private readonly Lock _measuring = new();

    // Widths per em, by code point; filled with those that are met.
    private readonly ConcurrentDictionary<int, double> _widths = [];

    private Typeface(bool isBold) => (_isBold, _font) = (isBold, PdfFonts.Create(isBold, Em));

    public XFont Font(double size) => PdfFonts.Create(_isBold, size);

    /// <summary>The width of a text that <see cref="Clean"/> has returned. There is no kerning.</summary>
    public double Width(ReadOnlySpan<char> text, double size)
    {
        var width = 0.0;
        foreach (var rune in text.EnumerateRunes()) width += WidthOf(rune);
        return width * size / Em;
    }

    /// <summary>The text as this font can show it: composed, line ends as <c>\n</c>, other white space and control
    /// characters as spaces, and a box for each character that the font lacks.</summary>
    public string Clean(string text)
    {
        if (text.AsSpan().IndexOfAnyExceptInRange(' ', '~') < 0) return text;
        var plain = new StringBuilder(text.Length);
        foreach (var rune in text.ReplaceLineEndings("\n").EnumerateRunes())
            plain.Append(Rune.IsControl(rune) && rune.Value != '\n' ? new Rune(' ')
                : rune.Value == '\u2011' ? new Rune('-') : rune);
        var composed = UnicodeText.Normalized(plain.ToString(), NormalizationForm.FormC);
        plain.Clear();
        for (var at = 0; at < composed.Length;)
        {
            var element = composed.AsSpan(at, StringInfo.GetNextTextElementLength(composed, at));
            plain.Append(Shown(element));
            at += element.Length;
        }
        return plain.ToString();
    }

    /// <summary>Lines of at most a width. They break at spaces, and inside words that are
    /// wider.</summary>
    public List<string> Wrap(string text, double width, double size)
    {
        var lines = new List<string>();
        foreach (var paragraph in Clean(text).Split('\n')) Wrap(paragraph, width, size, lines);
        while (lines.Count > 0 && lines[^1].Length == 0) lines.RemoveAt(lines.Count - 1);
        return lines;
    }

    /// <summary>A single line, cut with an ellipsis where it is wider.</summary>
    public string Cut(string text, double width, double size)
    {
        var line = Clean(text).Replace('\n', ' ');
        if (Width(line, size) <= width) return line;
        var fitting = Fitting(line, width - Width("\u2026", size), size);
        return $"{line.AsSpan(0, fitting).TrimEnd()}\u2026";
    }

    private void Wrap(string paragraph, double width, double size, List<string> lines)
    {
        var line = new StringBuilder();
        var lineWidth = 0.0;
        var space = Width(" ", size);
        foreach (var next in paragraph.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            var word = next;
            var wordWidth = Width(word, size);
            if (line.Length > 0 && lineWidth + space + wordWidth > width) Break();
            while (wordWidth > width)
            {
                var fitting = BreakIn(word, Fitting(word, width, size));
                lines.Add(word[..fitting]);
                word = word[fitting..];
                wordWidth = Width(word, size);
            }
            if (word.Length == 0) continue;
            if (line.Length > 0) line.Append(' ');
            lineWidth += (line.Length > 0 ? space : 0) + wordWidth;
            line.Append(word);
        }
        Break();

        void Break()
        {
            lines.Add(line.ToString());
            line.Clear();
            lineWidth = 0;
        }
    }

    // Ids and addresses break after their punctuation, unless that leaves most of the line empty.
    private static int BreakIn(string word, int fitting) =>
        word.AsSpan(0, fitting).LastIndexOfAny(Punctuation) + 1 is var after && after > fitting / 2 ? after : fitting;

    // How many characters fit into a width: whole text elements, and at least one.
    private int Fitting(string text, double width, double size)
    {
        var end = 0;
        while (end < text.Length)
        {
            var length = StringInfo.GetNextTextElementLength(text, end);
            width -= Width(text.AsSpan(end, length), size);
            if (width < 0 && end > 0) break;
            end += length;
        }
        return end;
    }

    private string Shown(ReadOnlySpan<char> element)
    {
        var shown = new StringBuilder(element.Length);
        foreach (var rune in element.EnumerateRunes())
        {
            if (IsInvisible(rune)) continue;
            if (rune.Value != '\n' && WidthOf(rune) == NotInFont) return Missing.ToString();
            shown.Append(rune);
        }
        return shown.ToString();
    }

    // Joiners, marks of direction, soft hyphens and variation selectors have no shape of their own.
    private static bool IsInvisible(Rune rune) =>
        Rune.GetUnicodeCategory(rune) == UnicodeCategory.Format || rune.Value is >= 0xFE00 and <= 0xFE0F;

    private double WidthOf(Rune rune) => _widths.TryGetValue(rune.Value, out var width)
        ? width : _widths.GetOrAdd(rune.Value, Measure(rune));

    private double Measure(Rune rune)
    {
        // The fonts have nothing beyond the basic plane.
        if (!rune.IsBmp || GlyphHelper.GlyphIndexFromCodePoint(rune.Value, _font) == 0) return NotInFont;
        lock (_measuring) return _measure.MeasureString(rune.ToString(), _font).Width;
    }
}
