using System.Text;

namespace PackageBilling.Billing.Events;

/// <summary>Instants as RFC 3339 writes them. Without an offset a text is no instant:
/// it would mean another one on every server (I12).</summary>
internal static class Instants
{
    // yyyy-MM-ddTHH:mm:ss
    private const int SecondsEnd = 19;

    /// <summary>The instant in UTC, cut to the microsecond that the database keeps;
    /// null when the text is none.</summary>
    public static DateTimeOffset? Parse(ReadOnlySpan<byte> text)
    {
        if (text.Length is < SecondsEnd + 1 or > 40) return null;
        if (text[4] != '-' || text[7] != '-' || text[10] is not ((byte)'T' or (byte)'t') || text[13] != ':'
            || text[16] != ':')
            return null;
        if (!Number(text[..4], out var year) || !Number(text[5..7], out var month) || !Number(text[8..10], out var day)
            || !Number(text[11..13], out var hour) || !Number(text[14..16], out var minute)
            || !Number(text[17..19], out var second))
            return null;
        if (year < 1 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month) || hour > 23
            || minute > 59 || second > 59)
            return null;

        var rest = text[SecondsEnd..];
        if (!Fraction(ref rest, out var ticks) || !Offset(rest, out var offset)) return null;
        var local = new DateTime(year, month, day, hour, minute, second).Ticks + ticks;
        var utc = local - (offset * TimeSpan.TicksPerMinute);
        return utc < DateTime.MinValue.Ticks || utc > DateTime.MaxValue.Ticks
            ? null : new(utc - (utc % TimeSpan.TicksPerMicrosecond), TimeSpan.Zero);
    }

    /// <summary>A date as <c>YYYY-MM-DD</c>; null when the text is none.</summary>
    public static DateOnly? Date(ReadOnlySpan<byte> text) =>
        text.Length == 10 && text[4] == '-' && text[7] == '-' && Number(text[..4], out var year)
            && Number(text[5..7], out var month) && Number(text[8..], out var day)
            && year >= 1 && month is >= 1 and <= 12 && day >= 1 && day <= DateTime.DaysInMonth(year, month)
            ? new(year, month, day)
            : null;

    private static bool Fraction(ref ReadOnlySpan<byte> rest, out long ticks)
    {
        ticks = 0;
        if (rest.Length == 0 || rest[0] != '.') return true;
        var unit = TimeSpan.TicksPerSecond;
        var digits = 1;
        for (; digits < rest.Length && char.IsAsciiDigit((char)rest[digits]); digits++)
            ticks += (rest[digits] - '0') * (unit /= 10);
        rest = rest[digits..];
        return digits > 1;
    }

    private static bool Offset(ReadOnlySpan<byte> rest, out int minutes)
    {
        minutes = 0;
        if (rest.Length == 1) return rest[0] is (byte)'Z' or (byte)'z';
        if (rest.Length != 6 || rest[0] is not ((byte)'+' or (byte)'-') || rest[3] != ':') return false;
        if (!Number(rest[1..3], out var hours) || !Number(rest[4..6], out var rests) || hours > 23 || rests > 59)
            return false;
        minutes = ((hours * 60) + rests) * (rest[0] == '-' ? -1 : 1);
        return true;
    }

    private static bool Number(ReadOnlySpan<byte> digits, out int number)
    {
        number = 0;
        foreach (var digit in digits)
        {
            if (!char.IsAsciiDigit((char)digit)) return false;
            number = (number * 10) + digit - '0';
        }
        return true;
    }
}
