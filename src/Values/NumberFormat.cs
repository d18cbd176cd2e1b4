using System.Text;

namespace PackageBilling.Values;

/// <summary>
/// How numbers are written in a file: which mark comes before the decimals, and which one, if any,
/// separates groups of three digits. What is ambiguous in this format is refused, never guessed (I27).
/// </summary>
/// <param name="DecimalMark">A point or a comma.</param>
/// <param name="GroupSeparator">
/// A point, a comma, a space or an apostrophe, other than the decimal mark; null when numbers have no groups. A space
/// stands for no-break and thin spaces too, an apostrophe for a typographic one.
/// </param>
public sealed record NumberFormat(char DecimalMark, char? GroupSeparator)
{
    /// <summary>As the HTTP interface writes numbers: a decimal point and no groups.</summary>
    public static readonly NumberFormat Plain = new('.', null);

    /// <summary>The marks that can separate groups.</summary>
    public const string GroupSeparators = ".,' ";

    private const string Spaces = " \u00A0\u2009\u202F", Apostrophes = "'\u2019";

    // Longer ones cannot be amounts; the number itself is held to its bounds by a rule of its own.
    private const int MaxLength = 60;

    /// <summary>A number that may have decimals, exactly.</summary>
    /// <returns>Whether the text is one in this format.</returns>
    public bool TryRead(string text, out decimal number)
    {
        number = 0;
        if (text.Length > MaxLength) return false;
        var mark = text.IndexOf(DecimalMark, StringComparison.Ordinal);
        var isNegative = text.StartsWith('-');
        var whole = text.AsSpan(0, mark < 0 ? text.Length : mark)[(isNegative ? 1 : 0)..];
        var places = mark < 0 ? default : text.AsSpan(mark + 1);
        if (whole.Length + places.Length == 0 || !IsDigits(places) || Digits(whole) is not { } digits) return false;
        var plain = new StringBuilder(text.Length).Append(isNegative ? "-" : "").Append(digits);
        if (places.Length > 0) plain.Append('.').Append(places);
        return Amounts.TryRead(Encoding.ASCII.GetBytes(plain.ToString()), isNumber: false, out number);
    }

    /// <summary>A whole number. A decimal mark is refused even before zeros: 1.000 may be meant as one
    /// or as a thousand.</summary>
    /// <returns>Whether the text is one in this format.</returns>
    public bool TryReadWhole(string text, out decimal number) =>
        TryRead(text, out number) && !text.Contains(DecimalMark, StringComparison.Ordinal);

    // The digits without the marks between groups; null when groups are not of three digits, or a zero leads them.
    private string? Digits(ReadOnlySpan<char> whole)
    {
        if (IsDigits(whole)) return whole.ToString();
        var separator = whole.IndexOfAnyExceptInRange('0', '9') is >= 1 and <= 3 and var first ? whole[first] : default;
        if (!Separates(separator) || whole[0] == '0') return null;
        var digits = new StringBuilder(whole.Length);
        var groups = 0;
        foreach (var range in whole.Split(separator))
        {
            var group = whole[range];
            if (!IsDigits(group) || (groups++ > 0 && group.Length != 3)) return null;
            digits.Append(group);
        }
        return digits.ToString();
    }

    private bool Separates(char mark) => GroupSeparator switch
    {
        null => false,
        ' ' => Spaces.Contains(mark, StringComparison.Ordinal),
        '\'' => Apostrophes.Contains(mark, StringComparison.Ordinal),
        { } separator => mark == separator,
    };

    private static bool IsDigits(ReadOnlySpan<char> text) => text.IndexOfAnyExceptInRange('0', '9') < 0;
}
