using System.Globalization;

namespace PackageBilling.Documents.Styles;

/// <summary>How a carrier's documents look. What can't be printed can't be set.</summary>
public sealed record DocumentStyle
{
    /// <summary>A4, English, no logo.</summary>
    public static readonly DocumentStyle Default = new();

    /// <summary>The longest footer, in characters: three lines or so.</summary>
    public const int MaxFooter = 400;

    /// <summary>The languages that documents can be made in.</summary>
    public static IReadOnlyCollection<string> Languages => DocumentTexts.Languages;

    /// <summary>The paper.</summary>
    public PaperSize Paper { get; init; } = PaperSize.A4;

    /// <summary>The language of the texts, one of <see cref="Languages"/>.</summary>
    /// <exception cref="ArgumentException">There are no texts in it.</exception>
    public string Language
    {
        get;
        init => field = DocumentTexts.For(value).Language;
    } = "en";

    /// <summary>The carrier's logo; null prints its name.</summary>
    public LogoImage? Logo { get; init; }

    /// <summary>The carrier's color.</summary>
    public AccentColor Accent { get; init; } = AccentColor.Default;

    /// <summary>Decimal mark and group separator. A space is printed as one that doesn't break.</summary>
    public NumberFormat Numbers { get; init; } = new('.', ',');

    /// <summary>The format of dates, in .NET's letters: <c>MMM d, yyyy</c>, <c>dd.MM.yyyy</c>,
    /// <c>yyyy-MM-dd</c>.</summary>
    /// <exception cref="ArgumentException">It isn't a format of dates.</exception>
    public string DatePattern
    {
        get;
        init => field = DatePatternFault(value) is { } fault
            ? throw new ArgumentException($"The date pattern {fault}.", nameof(value)) : value;
    } = "MMM d, yyyy";

    /// <summary>A text at the foot of every page, such as the company's register number; null prints none.</summary>
    /// <exception cref="ArgumentException">It is too long.</exception>
    public string? Footer
    {
        get;
        init => field = value?.Length > MaxFooter
            ? throw new ArgumentException($"The footer must be at most {MaxFooter} characters.", nameof(value)) : value;
    }

    /// <summary>Why a text is not a format of dates; null if it is one.</summary>
    public static string? DatePatternFault(string? pattern)
    {
        try
        {
            // Not of this year, which is what a pattern without years would be read as.
            var day = new DateOnly(1987, 11, 30);
            var text = pattern is { Length: > 0 and <= 40 } ? day.ToString(pattern, CultureInfo.InvariantCulture) : "";
            return DateOnly.TryParseExact(text, pattern, CultureInfo.InvariantCulture, 0, out var read) && read == day
                ? null : "must show the day, the month and the year, such as MMM d, yyyy";
        }
        catch (FormatException)
        {
            return "must be a format of dates without times, such as MMM d, yyyy";
        }
    }
}
