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
        ("a", "аɑαⲁᴀ"), ("b", "Ььƅвβʙ"), ("c", "сϲⅽᴄ"), ("d", "ԁɗᴅ"), ("e", "еҽєεѐёᴇ"), ("f", "ƒſꜰ"),
        ("g", "ɡցƍɢ"), ("h", "һհнʜ"),
        ("j", "јʝϳᴊ"), ("k", "кκĸқᴋ"), ("m", "мᴍ"), ("n", "ոռпηɴ"), ("o", "оοօσ0ᴏჿ"), ("p", "рρϱᴘ"), ("q", "ԛզꞯ"),
        ("r", "гᴦʀ"), ("s", "ѕꜱ"), ("t", "тτᴛ"), ("u", "սυʋᴜ"), ("v", "ѵνᴠ"), ("w", "ԝѡωաᴡ"), ("x", "хχ"),
        ("y", "уγүʏ"), ("z", "ᴢʐ"), ("l", "i1lіıιӏ|ǀɩյɪʟ"), ("3", "зȝӡ"), ("-", "−ー_"), ("'", "’‘`´ʹʼ"));

    /// <summary>What a lower-case character is taken for; itself when it is like no other.</summary>
    public static string Of(Rune rune) => Latin.TryGetValue(rune.Value, out var letter) ? letter : rune.ToString();

    private static FrozenDictionary<int, string> Table(params (string Letter, string Alike)[] rows) =>
        rows.SelectMany(row => row.Alike.EnumerateRunes().Select(rune => KeyValuePair.Create(rune.Value, row.Letter)))
            .ToFrozenDictionary();
}
