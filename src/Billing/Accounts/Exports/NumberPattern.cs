using System.Globalization;

namespace PackageBilling.Billing.Accounts.Exports;

/// <summary>How the numbers of one series are printed, such as <c>INV-{year}-{number}</c>.</summary>
/// <param name="Pattern">The text with <c>{number}</c>, and <c>{year}</c> if wanted.</param>
internal sealed record NumberPattern(string Pattern)
{
    public static readonly NumberPattern Invoices = new("INV-{year}-{number}");

    public static readonly NumberPattern CreditNotes = new("CN-{year}-{number}");

    private const string NumberPart = "{number}", YearPart = "{year}";

    /// <summary>The longest pattern.</summary>
    public const int MaxLength = 40;

    /// <summary>Why a text can't be used; null if it can.</summary>
    public static string? Fault(string text)
    {
        var rest = text.Replace(NumberPart, "", StringComparison.Ordinal)
            .Replace(YearPart, "", StringComparison.Ordinal);
        return text.Split(NumberPart).Length != 2 ? $"must have {NumberPart} once, such as {Invoices.Pattern}"
            : text.Length > MaxLength || rest.Any(one => !char.IsAsciiLetterOrDigit(one) && one is not ('-' or '_'))
                ? $"may have letters, digits, - and _ besides {YearPart} and {NumberPart}, "
                    + $"up to {MaxLength} characters"
                : null;
    }

    /// <summary>A number as it is printed: at least six digits, so that numbers sort as texts.</summary>
    /// <param name="sequence">Its place in the series.</param>
    /// <param name="on">The date of issue.</param>
    public string Text(long sequence, DateOnly on) => Pattern
        .Replace(YearPart, on.Year.ToString("0000", CultureInfo.InvariantCulture), StringComparison.Ordinal)
        .Replace(NumberPart, sequence.ToString("000000", CultureInfo.InvariantCulture), StringComparison.Ordinal);
}
