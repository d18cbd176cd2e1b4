using System.Buffers;
using System.Globalization;

namespace PackageBilling.Documents.Styles;

/// <summary>A carrier's color, used for the title and a few rules.</summary>
public sealed record AccentColor
{
    private static readonly SearchValues<char> HexDigits =
        SearchValues.Create("0123456789abcdefABCDEF");

    /// <summary>A calm blue.</summary>
    public static readonly AccentColor Default = Parse("#1f4e79");

    private AccentColor(string text) => Text = text;

    /// <summary>The color as <c>#rrggbb</c>, in lower case.</summary>
    public string Text { get; }

    /// <summary>Red, 0 to 255.</summary>
    public byte Red => Part(1);

    /// <summary>Green, 0 to 255.</summary>
    public byte Green => Part(3);

    /// <summary>Blue, 0 to 255.</summary>
    public byte Blue => Part(5);

    /// <summary>Whether large type in this color can be read on white: a contrast of 3 to 1 (WCAG 2).</summary>
    public bool IsReadable =>
        1.05 / (0.2126 * Linear(Red) + 0.7152 * Linear(Green) + 0.0722 * Linear(Blue) + 0.05) >= 3;

    /// <summary>Why a text is not a color; null if it is one.</summary>
    public static string? Fault(string? text) =>
        text is ['#', _, _, _, _, _, _] && text.AsSpan(1).IndexOfAnyExcept(HexDigits) < 0
            ? null : "must be a color such as #1f4e79: # and six hexadecimal digits";

    /// <summary>The color that a text says.</summary>
    /// <exception cref="ArgumentException">It isn't <c>#rrggbb</c>; the message says so.</exception>
    public static AccentColor Parse(string text) => Fault(text) is { } fault
        ? throw new ArgumentException($"The accent color {fault}.", nameof(text))
        : new AccentColor(text.ToLowerInvariant());

    private byte Part(int at) =>
        byte.Parse(Text.AsSpan(at, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);

    private static double Linear(byte part) =>
        part / 255.0 is var share && share <= 0.04045 ? share / 12.92 : Math.Pow((share + 0.055) / 1.055, 2.4);
}
