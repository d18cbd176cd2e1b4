using System.Globalization;
using System.Text;

namespace PackageBilling.Host.Tests;

/// <summary>Texts that a path, a query, a header or a field may hold: plain ones, those at the edge, and those
/// that nothing should hold.</summary>
internal sealed class RandomValues(Random random)
{
    private static readonly string[] Edges =
    [
        "", " ", "0", "-1", "1", "null", "true", "[]", "{}", "1e999", "NaN", "-0", "007", "1,5", "0,05",
        "99999999999999999999999999", "9223372036854775807", "-9223372036854775808",
        "2025-02-01", "2025-02-30", "0001-01-01", "9999-12-31", "2025-02-01T10:00:00Z", "2025-02-01T10:00:00",
        "2025-02-01T10:00:00+99:00", "2999-01-01T00:00:00Z",
        "../../etc/passwd", "..%2f", "%", "%zz", "'; DROP TABLE x; --", "<script>alert(1)</script>", "=1+1", "＝1+1",
        "{{7*7}}", "${x}", "a b", "a\tb", "a/b", "a\\b", "a?b=c", "a#b", "a&b",
        "é", "Ünïcödé", "日本語", "\U0001F4A9", "\u202E", "\u200B", "\uFEFF", "\uFFFD", "\u0130", "ﬀ", "٣",
    ];

    private static readonly char[] Odd = ['\0', '\u0001', '\b', '\n', '\r', '\u001B', '\u007F', '\u0085',
        '\u2028', '\uD800', '\uDFFF'];

    /// <summary>Any of them, well-formed Unicode or not.</summary>
    public string Text() => random.Next(8) switch
    {
        0 => new string(Pick("xé9% "), random.Next(1, 6_000)),
        1 => string.Concat(Enumerable.Range(0, random.Next(1, 30)).Select(_ => (char)random.Next(0x20, 0x7F))),
        2 => string.Concat(
            Enumerable.Range(0, random.Next(1, 12)).Select(_ => char.ConvertFromUtf32(random.Next(0xA0, 0xD7FF)))),
        3 => $"a{Odd[random.Next(Odd.Length)]}b",
        4 => random.NextInt64(long.MinValue, long.MaxValue).ToString(CultureInfo.InvariantCulture),
        _ => Edges[random.Next(Edges.Length)],
    };

    /// <summary>One of them as a part of an address: percent-encoded, and sometimes bytes that are no UTF-8.</summary>
    public string Encoded() => random.Next(6) == 0
        ? string.Concat(Enumerable.Range(0, random.Next(1, 8))
            .Select(_ => $"%{random.Next(random.Next(2) == 0 ? 1 : 128, 256):X2}"))
        : string.Concat(Encoding.UTF8.GetBytes(Short()).Select(b =>
            char.IsAsciiLetterOrDigit((char)b) || b is (byte)'-' or (byte)'.' ? $"{(char)b}" : $"%{b:X2}"));

    /// <summary>One of them as a header may carry it.</summary>
    public string Header() => string.Concat(Short().Where(c => c is >= ' ' and < '\u007F' or '\t'));

    private string Short() => Text() is var text && text.Length > 1_500 ? text[..1_500] : text;

    private char Pick(string from) => from[random.Next(from.Length)];
}
