using System.Globalization;
using System.Text;

namespace PackageBilling.Foundation;

/// <summary>
/// Text in a CSV file as a spreadsheet shows it. A spreadsheet runs a field that begins like a formula, so an
/// apostrophe is put before it (the usual way; OWASP: "CSV Injection"). Only text needs it:
/// a negative amount is a number.
/// </summary>
public static class SpreadsheetText
{
    private const char Apostrophe = '\'';

    // What begins a formula, also in the full-width and small forms, which spreadsheets take for the same;
    // and what moves to another cell.
    private const string Triggers = "=+-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20\uFE66\uFE62\uFE63\uFE6B\u2212";

    // Letters by their category, and yet nothing is seen of them.
    private const string BlankLetters = "\u115F\u1160\u2800\u3164\uFFA0";

    /// <summary>The text as it is written.</summary>
    public static string Guard(string text) => IsFormula(text) ? Apostrophe + text : text;

    /// <summary>The text that was guarded: reading takes off what writing has put before it,
    /// so that a file can be sent back.</summary>
    public static string Unguard(string text) =>
        text.Length > 1 && text[0] == Apostrophe && IsFormula(text.AsSpan(1)) ? text[1..] : text;

    // Apostrophes are passed over, so that text which has one already gets a second and comes back as it was.
    private static bool IsFormula(ReadOnlySpan<char> text)
    {
        if (text.IsEmpty || char.IsAsciiLetterOrDigit(text[0])) return false;
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune.IsBmp && Triggers.Contains((char)rune.Value, StringComparison.Ordinal)) return true;
            if (rune.Value != Apostrophe && !IsUnseen(rune)) return false;
        }
        return false;
    }

    private static bool IsUnseen(Rune rune) =>
        Rune.IsWhiteSpace(rune) || (rune.IsBmp && BlankLetters.Contains((char)rune.Value, StringComparison.Ordinal))
        || Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format
            or UnicodeCategory.NonSpacingMark;
}
