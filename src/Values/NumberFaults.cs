using System.Globalization;
using System.Text.RegularExpressions;

namespace PackageBilling.Values;

/// <summary>
/// Explains what is wrong with a text that cannot be read as a number, and how to write it.
/// Only used after reading has failed.
/// </summary>
public static partial class NumberFaults
{
    private const int Shown = 40, MaxLength = 29;

    /// <summary>What is wrong with an amount as JSON and forms send it.</summary>
    public static string OfAmount(string text) => text.Length == 0
        ? "is empty: give an amount such as 45.00"
        : $"“{Short(text)}” isn't an amount: {Hint(text, NumberFormat.Plain, inFile: false, "45.00")}";

    /// <summary>What is wrong with an amount in a file.</summary>
    public static string OfAmount(string text, NumberFormat format) =>
        $"“{Short(text)}” isn't an amount: "
            + Hint(text, format, inFile: true, format.DecimalMark == ',' ? "45,00" : "45.00");

    /// <summary>What is wrong with a whole number in a file.</summary>
    public static string OfWhole(string text, NumberFormat format) =>
        $"“{Short(text)}” isn't a whole number: {Common(text) ?? $"use digits only, such as 25{Groups(format)}"}";

    private static string Groups(NumberFormat format) =>
        format.GroupSeparator is { } separator ? $", or groups of three digits, such as 1{separator}000" : "";

    private static string Hint(string text, NumberFormat format, bool inFile, string example)
    {
        if (Common(text) is { } hint) return hint;
        if (Exponent().IsMatch(text))
            return $"write it without an exponent{(Full(text) is { } full ? $", such as {full}" : "")}";
        if (Digits().IsMatch(text) || (Marked().IsMatch(text) && text.Length > MaxLength))
            return "it has more digits than an amount can have";
        return Marked().IsMatch(text) ? OfMarks(text, format, inFile)
            : $"use only digits and a decimal {NameOf(format.DecimalMark)}, such as {example}";
    }

    // Whatever kind of number it should be.
    private static string? Common(string text) =>
        text.Trim().Length == 0 ? "it is blank"
        : char.IsWhiteSpace(text[0]) || char.IsWhiteSpace(text[^1]) ? "leave out the spaces around it"
        : text[0] == '+' ? "leave out the plus "
            + $"sign{(text.Length > 1 && char.IsAsciiDigit(text[1]) ? $", such as {Short(text[1..])}" : "")}"
        : text.Any(c => char.IsDigit(c) && !char.IsAsciiDigit(c)) ? "use the digits 0 to 9"
        : null;

    // Digits with points, commas, spaces or apostrophes among them: 1.490 is more than a thousand in one country, and
    // less than two in another.
    private static string OfMarks(string text, NumberFormat format, bool inFile)
    {
        var (mark, other) = (format.DecimalMark, format.DecimalMark == ',' ? '.' : ',');
        if (format.GroupSeparator is { } known)
            return $"use groups of three digits and a {NameOf(mark)} for decimals, such as 1{known}234{mark}56";
        var marks = text.Where(c => c != '-' && !char.IsAsciiDigit(c)).ToList();
        if (!LooksGrouped(text, mark, other) && marks is [var only] && only == other)
            return $"use a {NameOf(mark)} for decimals, such as {text.Replace(other, mark)}"
                + Setting(inFile, $"\"decimalComma\": {(mark == '.' ? "true" : "false")}");
        var separator =
            marks.Find(c => c != mark && NumberFormat.GroupSeparators.Contains(c, StringComparison.Ordinal));
        return $"leave out thousands separators, and use a {NameOf(mark)} for decimals, such as 1234{mark}56"
            + (separator == default ? "" : Setting(inFile, $"\"groupSeparator\": \"{separator}\""));
    }

    private static bool LooksGrouped(string text, char mark, char other) =>
        text.IndexOf(other, StringComparison.Ordinal) is >= 0 and var at && text.Length - at > 3
        && (text.Contains(mark, StringComparison.Ordinal) || text.Count(c => c == other) > 1
            || (text.Length - at == 4 && at is > 0 and <= 4 && text[0] != '0'));

    private static string Setting(bool inFile, string setting) => inFile ? $", or set {setting} in the mapping" : "";

    private static string NameOf(char mark) => mark == ',' ? "comma" : "point";

    private static string? Full(string text) =>
        decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            ? number.ToString(CultureInfo.InvariantCulture) : null;

    private static string Short(string text)
    {
        var shown = string.Concat(text.Select(c => char.IsControl(c) || char.IsSurrogate(c) ? '\uFFFD' : c));
        return shown.Length <= Shown ? shown : $"{shown[..Shown]}…";
    }

    [GeneratedRegex(
        @"\A-?[0-9]*[.,'\u2019 \u00A0\u2009\u202F][0-9.,'\u2019 \u00A0\u2009\u202F]*\z", RegexOptions.CultureInvariant)]
    private static partial Regex Marked();

    [GeneratedRegex(@"\A-?[0-9]+\z", RegexOptions.CultureInvariant)]
    private static partial Regex Digits();

    [GeneratedRegex(@"\A-?[0-9]+(\.[0-9]+)?[eE][+-]?[0-9]+\z", RegexOptions.CultureInvariant)]
    private static partial Regex Exponent();
}
