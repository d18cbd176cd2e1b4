using PackageBilling.Documents.Sheets;

namespace PackageBilling.Documents;

/// <summary>What statements call an entry.</summary>
public static class StatementEntries
{
    /// <summary>An entry in words: its kind, the date that a charge is for, and the reason that was given.</summary>
    /// <param name="kind">The kind that the HTTP interface has for it, such as <c>recurring</c>.</param>
    /// <param name="date">The date that a charge is for; null for what is no charge.</param>
    /// <param name="reason">The reason; null for none.</param>
    /// <param name="style">The language and the format of dates.</param>
    public static string Describe(string kind, DateOnly? date, string? reason, DocumentStyle style)
    {
        var texts = DocumentTexts.For(style.Language);
        var text = texts.Kinds.GetValueOrDefault(kind, kind);
        // The minor units don't matter for dates.
        if (date is { } on) text = texts.ChargeFor(text, new DocumentFormat(style, 0).Date(on));
        return string.IsNullOrWhiteSpace(reason) ? text : $"{text}: {reason}";
    }
}
