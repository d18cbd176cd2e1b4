using System.Globalization;
using System.Text;

namespace PackageBilling.Foundation;

/// <summary>
/// Names that say who did what. Two that a reader cannot tell apart would let one actor pass for another, so what is
/// invisible or mixes scripts is refused, and a name is compared by how it looks (after Unicode Technical Standard 39,
/// "Unicode Security Mechanisms").
/// </summary>
public static class ActorNames
{
    private enum Script { Common, Latin, Greek, Cyrillic, EastAsian, Other }

    private static readonly HashSet<string> ReservedLooks = new(
        Actors.Reserved.Select(Squeezed), StringComparer.Ordinal);

    /// <summary>The name as it is stored: in Unicode's form NFKC, without blanks around it.</summary>
    public static string Normalized(string name) => UnicodeText.Normalized(name, NormalizationForm.FormKC).Trim();

    /// <summary>Whether the product itself acts under this name, or under one that looks like it.</summary>
    public static bool IsReserved(string name) => ReservedLooks.Contains(Squeezed(name));

    /// <summary>
    /// What a name looks like: two names with the same skeleton are hard or impossible to tell apart. It is for
    /// comparing only.
    /// </summary>
    public static string Skeleton(string name)
    {
        var skeleton = new StringBuilder(name.Length);
        var blank = false;
        foreach (var rune in UnicodeText.Normalized(name, NormalizationForm.FormKD).EnumerateRunes())
        {
            if (IsInvisible(rune) || IsMark(Rune.GetUnicodeCategory(rune))) continue;
            if (Rune.IsWhiteSpace(rune))
            {
                blank = skeleton.Length > 0;
                continue;
            }
            if (blank) skeleton.Append(' ');
            blank = false;
            var isDash = Rune.GetUnicodeCategory(rune) == UnicodeCategory.DashPunctuation;
            skeleton.Append(isDash ? "-" : LookAlikes.Of(Rune.ToLowerInvariant(rune)));
        }
        return skeleton.Replace("rn", "m").Replace("vv", "w").ToString();
    }

    /// <summary>
    /// Refuses names that cannot be read for certain; null passes. What else a key's name must be is <see
    /// cref="Texts.Line"/>.
    /// </summary>
    public static IRuleBuilderOptions<T, string?> ActorName<T>(this IRuleBuilder<T, string?> rule) => rule
        .Must(name => name is null || name.IsNormalizable()).WithMessage("must be valid Unicode text")
        .Must(name => !name.IsNormalizable() || !name!.EnumerateRunes().Any(IsInvisible))
        .WithMessage("must not contain invisible characters")
        .Must(name => !name.IsNormalizable() || !IsMixed(name!))
        .WithMessage("must not mix letters of different scripts, such as Latin and Cyrillic")
        .Must(name => !name.IsNormalizable() || !Normalized(name!).EnumerateRunes().Any(IsRare))
        .WithMessage("must be written in a script in common use");

    private static bool IsNormalizable(this string? name)
    {
        if (name is null) return false;
        for (var i = 0; i < name.Length; i++)
            if (!Rune.TryGetRuneAt(name, i, out var rune)) return false;
            else i += rune.Utf16SequenceLength - 1;
        return true;
    }

    // Without separators: "command-line" and "commandline" are read as one name.
    private static string Squeezed(string name) => string.Concat(Skeleton(name).Where(char.IsLetterOrDigit));

    private static bool IsMark(UnicodeCategory category) =>
        category is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark
            or UnicodeCategory.SpacingCombiningMark;

    // The last ones are letters and marks by their category, and are drawn as nothing.
    private static bool IsInvisible(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.PrivateUse
            or UnicodeCategory.OtherNotAssigned or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        || rune.Value is 0x034F or 0x115F or 0x1160 or 0x17B4 or 0x17B5 or 0x2800 or 0x3164 or 0xFFA0
            or (>= 0x180B and <= 0x180F) or (>= 0xFE00 and <= 0xFE0F) or (>= 0xE0000 and <= 0xE0FFF);

    // Scripts that hardly any name is written in, and that have letters drawn like Latin ones (Unicode Standard Annex
    // 31, table 4 and 7): Cherokee, Coptic, Glagolitic, Lisu, and those beyond the first plane
    // except Chinese characters.
    private static bool IsRare(Rune rune) =>
        Rune.IsLetter(rune) && rune.Value is (>= 0x13A0 and <= 0x13FF) or (>= 0xAB70 and <= 0xABBF)
            or (>= 0x2C80 and <= 0x2CFF) or (>= 0x2C00 and <= 0x2C5F) or (>= 0xA4D0 and <= 0xA4FF)
            or (>= 0x10000 and <= 0x1FFFF);

    // Names in Chinese, Japanese and Korean have Latin letters among them.
    private static bool IsMixed(string name)
    {
        var scripts = Normalized(name).EnumerateRunes().Where(Rune.IsLetter).Select(Of).ToHashSet();
        scripts.Remove(Script.Common);
        return scripts.Count > 1 && !scripts.SetEquals([Script.Latin, Script.EastAsian]);
    }

    private static Script Of(Rune letter) => letter.Value switch
    {
        0xAA or 0xBA or (>= 0x02B0 and <= 0x02FF) => Script.Common,
        <= 0x024F or (>= 0x0250 and <= 0x02AF) or (>= 0x1D00 and <= 0x1DBF) or (>= 0x1E00 and <= 0x1EFF)
            or (>= 0x2C60 and <= 0x2C7F) or (>= 0xA720 and <= 0xA7FF) or (>= 0xAB30 and <= 0xAB64) => Script.Latin,
        (>= 0x0370 and <= 0x03FF) or (>= 0x1F00 and <= 0x1FFF) => Script.Greek,
        (>= 0x0400 and <= 0x052F) or (>= 0x1C80 and <= 0x1C8F) or (>= 0x2DE0 and <= 0x2DFF)
            or (>= 0xA640 and <= 0xA69F) => Script.Cyrillic,
        (>= 0x1100 and <= 0x11FF) or (>= 0x2E80 and <= 0x9FFF) or (>= 0xA960 and <= 0xA97F) or (>= 0xAC00 and <= 0xD7FF)
            or (>= 0xF900 and <= 0xFAFF) or (>= 0x20000 and <= 0x3FFFF) => Script.EastAsian,
        _ => Script.Other,
    };
}
