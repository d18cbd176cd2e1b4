using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace PackageBilling.Values;

/// <summary>
/// The form in which names and ids are searched: as people compare them, without case and accents, whatever the
/// language of the server or the database. What is stored and what is typed are folded by the same function and then
/// compared character by character, in memory as in SQL.
/// </summary>
public static class SearchText
{
    // Letters that Unicode does not take apart, and signs that keyboards replace.
    private static readonly FrozenDictionary<int, string> Plain = new Dictionary<int, string>
    {
        ['ß'] = "ss", ['æ'] = "ae", ['œ'] = "oe", ['þ'] = "th",
        ['ı'] = "i", ['ø'] = "o", ['ł'] = "l", ['đ'] = "d", ['ð'] = "d", ['ħ'] = "h", ['ŧ'] = "t",
        ['ς'] = "σ",
        ['\u2018'] = "'", ['\u2019'] = "'", ['\u02bc'] = "'", ['\u201c'] = "\"", ['\u201d'] = "\"", ['\u201e'] = "\"",
    }.ToFrozenDictionary();

    /// <summary>A text in lower case, without accents and invisible characters, with one space between words and none
    /// around them; longer than before where a letter stands for two. Blank only when the text is.</summary>
    public static string Fold(string text)
    {
        var folded = new StringBuilder(text.Length);
        var blank = false;
        foreach (var rune in UnicodeText.Normalized(text, NormalizationForm.FormKD).EnumerateRunes())
        {
            if (Rune.IsWhiteSpace(rune))
            {
                blank = folded.Length > 0;
                continue;
            }
            if (IsIgnored(rune)) continue;
            if (blank) folded.Append(' ');
            blank = false;
            Append(folded, Rune.ToLowerInvariant(rune));
        }
        // An accent alone is searched for as it is: it must not find everything.
        return folded.Length > 0 ? folded.ToString() : text.Trim();
    }

    /// <summary>Whether a text has another one in it.</summary>
    public static bool Contains(string text, string searched) =>
        Fold(text).Contains(Fold(searched), StringComparison.Ordinal);

    private static void Append(StringBuilder folded, Rune lower)
    {
        if (Plain.TryGetValue(lower.Value, out var plain)) folded.Append(plain);
        else if (Rune.GetUnicodeCategory(lower) == UnicodeCategory.DashPunctuation) folded.Append('-');
        else folded.Append(lower);
    }

    private static bool IsIgnored(Rune rune) =>
        Rune.GetUnicodeCategory(rune) == UnicodeCategory.Format || IsAccent(rune.Value);

    // Of Latin, Greek, Cyrillic, Hebrew, Arabic and Japanese. The marks of other scripts are vowels, not accents.
    private static bool IsAccent(int value) => value is (>= 0x0300 and <= 0x036F) or (>= 0x0483 and <= 0x0489)
        or (>= 0x0591 and <= 0x05BD) or (>= 0x05BF and <= 0x05C7 and not 0x05C0 and not 0x05C3 and not 0x05C6)
        or (>= 0x064B and <= 0x065F) or 0x0670 or (>= 0x1AB0 and <= 0x1AFF) or (>= 0x1DC0 and <= 0x1DFF)
        or (>= 0x20D0 and <= 0x20FF) or 0x3099 or 0x309A or (>= 0xFE20 and <= 0xFE2F);
}
