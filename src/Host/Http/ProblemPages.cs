using System.Net;
using System.Text;
using System.Text.RegularExpressions;

namespace PackageBilling.Host;

/// <summary>The page of each problem type, at the address that answers name: a part of docs/problems.md,
/// which is built in.</summary>
internal static partial class ProblemPages
{
    private const string Heading = "## ";

    private static readonly Lazy<IReadOnlyDictionary<string, string>> Pages = new(Read);

    /// <summary>The types that have a page.</summary>
    public static IReadOnlyCollection<string> All => [.. Pages.Value.Keys];

    public static void MapProblemPages(this WebApplication application) => application
        .MapGet($"{ProblemTypes.Address}{{name}}", (string name) => Pages.Value.TryGetValue(name, out var page)
            ? TypedResults.Text(page, "text/html; charset=utf-8")
            : throw Problem.NotFound("name", "type of problem", name))
        .AllowAnonymous().ExcludeFromDescription();

    private static Dictionary<string, string> Read()
    {
        using var stream = typeof(ProblemPages).Assembly.GetManifestResourceStream("problems.md")!;
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd().ReplaceLineEndings("\n").Split($"\n{Heading}").Skip(1)
            .Select(part => part.Split('\n', 2))
            .ToDictionary(part => part[0].Trim(), part => Html(part[0].Trim(), part[1]), StringComparer.Ordinal);
    }

    // As much of Markdown as the page uses: paragraphs, bold and code.
    private static string Html(string name, string text)
    {
        var html = new StringBuilder(
            $"<!DOCTYPE html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n<title>{name}</title>\n<h1>{name}</h1>\n");
        foreach (var paragraph in text.Split(
            "\n\n", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            html.Append("<p>").Append(Code().Replace(
                Bold().Replace(WebUtility.HtmlEncode(paragraph), "<b>$1</b>"), "<code>$1</code>")).Append("</p>\n");
        return html.Append("</html>\n").ToString();
    }

    [GeneratedRegex(@"\*\*(.+?)\*\*", RegexOptions.CultureInvariant)]
    private static partial Regex Bold();

    [GeneratedRegex("`(.+?)`", RegexOptions.CultureInvariant)]
    private static partial Regex Code();
}
