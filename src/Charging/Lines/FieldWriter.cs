using System.Buffers.Text;
using System.Text;

namespace PackageBilling.Charging.Lines;

/// <summary>Writes the fields of <see cref="LineFormat"/> and <see cref="SealedLine"/> one after the other.</summary>
internal ref struct FieldWriter(Span<byte> buffer)
{
    public const byte None = (byte)'-', Between = (byte)' ';

    private readonly Span<byte> _buffer = buffer;
    private int _length;

    /// <summary>The fields so far, without the space after the last one.</summary>
    public readonly ReadOnlySpan<byte> Written => _buffer[..(_length - 1)];

    /// <summary>Where the next field begins.</summary>
    public readonly int Length => _length;

    /// <summary>The bytes that a text takes at most: a character 3, an escaped one 2.</summary>
    public static int MaxLength(string? text) => 1 + (3 * (text?.Length ?? 1));

    /// <summary>A text without a space or a backslash in it.</summary>
    public void Plain(string text) => End(Encoding.UTF8.GetBytes(text, _buffer[_length..]));

    /// <summary>
    /// Any text: a space is <c>\s</c>, a line feed <c>\n</c>, a backslash <c>\\</c>, and a minus sign alone <c>\-</c>.
    /// </summary>
    public void Text(string? text)
    {
        if (text is null) Plain("-");
        else if (text == "-") Plain("\\-");
        else if (text.AsSpan().IndexOfAny(' ', '\n', '\\') < 0) Plain(text);
        else
            Plain(text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace(" ", "\\s", StringComparison.Ordinal)
                .Replace("\n", "\\n", StringComparison.Ordinal));
    }

    public void Number(int number)
    {
        Utf8Formatter.TryFormat(number, _buffer[_length..], out var written);
        End(written);
    }

    /// <summary>An amount without zeros at its end: equal amounts have the same text,
    /// however they were worked out.</summary>
    public void Amount(decimal? amount)
    {
        if (amount is not { } known)
        {
            Plain("-");
            return;
        }
        var place = _buffer[_length..];
        var written = Amounts.Write(known, place);
        if (known.Scale > 0)
        {
            while (place[written - 1] == '0') written--;
            if (place[written - 1] == '.') written--;
        }
        // Less than nothing that was rounded to nothing.
        if (written == 2 && place[0] == '-' && place[1] == '0') (place[0], written) = ((byte)'0', 1);
        End(written);
    }

    public void Date(DateOnly? date)
    {
        if (date is not { } known)
        {
            Plain("-");
            return;
        }
        var place = _buffer[_length..];
        var (year, month, day) = (known.Year, known.Month, known.Day);
        (place[4], place[7]) = (None, None);
        for (var i = 3; i >= 0; i--, year /= 10) place[i] = (byte)('0' + (year % 10));
        (place[5], place[6]) = ((byte)('0' + (month / 10)), (byte)('0' + (month % 10)));
        (place[8], place[9]) = ((byte)('0' + (day / 10)), (byte)('0' + (day % 10)));
        End(10);
    }

    private void End(int written)
    {
        _length += written;
        _buffer[_length++] = Between;
    }
}
