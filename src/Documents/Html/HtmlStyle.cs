using System.Globalization;
using System.Text;

namespace PackageBilling.Documents.Html;

/// <summary>How the page looks, on screens and on paper: <c>page.css</c> and what a carrier sets.</summary>
internal static class HtmlStyle
{
    /// <summary>What the page may load: nothing but its own style and the logo in it.</summary>
    public const string ContentSecurityPolicy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:";

    private static readonly string Page = ReadPage();

    public static string Of(DocumentStyle style)
    {
        var paper = style.Paper == PaperSize.A4 ? "A4" : "letter";
        var title = style.Accent.IsReadable ? "var(--accent)" : "var(--ink)";
        // Counters stand outside of quoted texts.
        var number = DocumentTexts.For(style.Language).Page("\0page\0", "\0pages\0")
            .Split('\0', StringSplitOptions.RemoveEmptyEntries)
            .Select(part => part is "page" or "pages" ? $"counter({part})" : Quoted(part));
        return $$"""
            @page {
              size: {{paper}}; margin: 16mm 16mm 20mm;
              @bottom-right {
                content: {{string.Join(' ', number)}};
                font: 7pt "Liberation Sans", Arial, sans-serif; color: #5f666d;
              }
            }
            :root { --accent: {{style.Accent.Text}}; --title: {{title}}; }

            """ + Page;
    }

    // A text of CSS. Nothing in it can end it, or the style element around it.
    private static string Quoted(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (var rune in text.EnumerateRunes())
        {
            if (Rune.IsLetterOrDigit(rune) || rune.Value == ' ') quoted.Append(rune);
            else quoted.Append(CultureInfo.InvariantCulture, $"\\{rune.Value:x} ");
        }
        return quoted.Append('"').ToString();
    }

    private static string ReadPage()
    {
        using var file = typeof(HtmlStyle).Assembly.GetManifestResourceStream("page.css")!;
        using var reader = new StreamReader(file, Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
