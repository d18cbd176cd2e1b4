using System.Collections.Frozen;
using System.Text;

namespace PackageBilling.Foundation;

/// <summary>
/// Letters and digits that are drawn like a Latin letter, as that letter: the common ones of Unicode's list of
/// confusables. Letters are lower-case here; <c>i</c>, <c>l</c> and <c>1</c> are one, since a capital I is an l in many
/// fonts.
/// </summary>
internal static class LookAlikes
{
    private static readonly FrozenDictionary<int, string> Latin = Table(
        ("a", "аɑαⲁ"), ("b", "Ььƅвβ"), ("c", "сϲⅽᴄ"), ("d", "ԁɗ"), ("e", "еҽєεѐё"), ("f", "ƒſ"), ("g", "ɡցƍ"), ("h", "һհн"),
        ("j", "јʝϳ"), ("k", "кκĸқ"), ("m", "мᴍ"), ("n", "ոռпη"), ("o", "оοօσ0ᴏჿ"), ("p", "рρϱ"), ("q", "ԛզ"), ("r", "гᴦ"),
        ("s", "ѕꜱ"), ("t", "тτ"), ("u", "սυʋᴜ"), ("v", "ѵνᴠ"), ("w", "ԝѡωաᴡ"), ("x", "хχ"), ("y", "уγүʏ"), ("z", "ᴢʐ"),
        ("l", "i1lіıιӏ|ǀɩյ"), ("3", "зȝӡ"), ("-", "−ー_"), ("'", "’‘`´ʹʼ"));

    /// <summary>What a lower-case character is taken for; itself when it is like no other.</summary>
    public static string Of(Rune rune) => Latin.TryGetValue(rune.Value, out var letter) ? letter : rune.ToString();

    private static FrozenDictionary<int, string> Table(params (string Letter, string Alike)[] rows) =>
        rows.SelectMany(row => row.Alike.EnumerateRunes().Select(rune => KeyValuePair.Create(rune.Value, row.Letter)))
            .ToFrozenDictionary();
}
