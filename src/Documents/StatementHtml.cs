using PackageBilling.Documents.Html;

namespace PackageBilling.Documents;

/// <summary>Statements as HTML pages.</summary>
public static class StatementHtml
{
    /// <summary>Makes a statement: one page that refers to nothing else, has no scripts and prints
    /// well. The same document and style give the same text.</summary>
    /// <exception cref="ArgumentException">Its sums don't add up, or an amount doesn't fit its currency.</exception>
    public static string Render(StatementDocument statement, DocumentStyle style) =>
        HtmlPage.Write(StatementSheet.Of(statement, style), style);
}
