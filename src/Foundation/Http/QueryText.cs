using System.Globalization;

namespace PackageBilling.Foundation;

/// <summary>Reads values of the query string, with refusals that name the field.</summary>
public static class QueryText
{
    /// <summary>A value that was sent; null for an empty one.</summary>
    public static string? Given(string? text) => string.IsNullOrEmpty(text) ? null : text;

    /// <summary>A date, null when none was sent.</summary>
    public static DateOnly? Date(string field, string? text) => string.IsNullOrEmpty(text) ? null
        : Dates.Parse(text) is { } date && date >= Dates.Min && date <= Dates.Max ? date
        : throw Problem.Malformed(field, "must be a date that exists, as YYYY-MM-DD");

    /// <summary>The first and the last date of a span, inclusive; null where none was sent.</summary>
    /// <exception cref="ProblemException">One is not a date, or the last one is before the first.</exception>
    public static (DateOnly? From, DateOnly? To) Span(string? from, string? to)
    {
        var (first, last) = (Date("from", from), Date("to", to));
        return last < first ? throw Problem.Rule("to", "must not be before from") : (first, last);
    }

    /// <summary>An instant with its offset, null when none was sent.</summary>
    public static DateTimeOffset? Instant(string field, string? text) => string.IsNullOrEmpty(text) ? null
        : TryInstant(text) ?? throw Problem.Malformed(field, "must be an instant such as 2025-01-31T18:30:00Z");

    /// <summary>An instant with its offset, null when the text is none.</summary>
    public static DateTimeOffset? TryInstant(string text) =>
        HasOffset(text) && DateTimeOffset.TryParseExact(
            text, InstantForms, CultureInfo.InvariantCulture, DateTimeStyles.None, out var instant) ? instant : null;

    /// <summary>True or false; false when nothing was sent.</summary>
    public static bool Flag(string field, string? text) => text switch
    {
        null or "" or "false" => false,
        "true" => true,
        _ => throw Problem.Malformed(field, "must be true or false"),
    };

    /// <summary>A text to search for, null when none was sent.</summary>
    public static string? Search(string field, string? text) => string.IsNullOrWhiteSpace(text) ? null
        : text.Length > Texts.Name || text.Contains('\0', StringComparison.Ordinal)
        ? throw Problem.Malformed(field, $"must be at most {Texts.Name} characters of text")
        : text.Trim();

    // Without an offset it would mean another instant on every server.
    private static bool HasOffset(string text) =>
        text.EndsWith('Z') || (text.Length > 6 && text[^3] == ':' && text[^6] is '+' or '-' or ' ');

    // A plus sign in a query that was not escaped arrives as a space.
    private static readonly string[] InstantForms =
    [
        "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd'T'HH:mmK",
        "yyyy-MM-dd'T'HH:mm:ss' 'zzz",
    ];
}
