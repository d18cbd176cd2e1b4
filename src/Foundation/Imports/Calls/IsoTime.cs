namespace PackageBilling.Foundation;

/// <summary>
/// Date and time as ISO 8601 has them, and as databases and programs write them: a space in place of the <c>T</c>, an
/// offset without a colon or none at all. By hand, since a day of calls has millions.
/// </summary>
internal static class IsoTime
{
    // yyyy-MM-ddTHH:mm:ss
    private const int SecondsEnd = 19;

    public static bool TryRead(string text, out DateTime local, out TimeSpan? offset)
    {
        (local, offset) = (default, null);
        if (text.Length is < SecondsEnd or > 45 || text[4] != '-' || text[7] != '-'
            || text[10] is not ('T' or 't' or ' ') || text[13] != ':' || text[16] != ':')
            return false;
        var (year, month, day) = (Number(text, 0, 4), Number(text, 5, 2), Number(text, 8, 2));
        var (hour, minute, second) = (Number(text, 11, 2), Number(text, 14, 2), Number(text, 17, 2));
        if (year < 1 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month)
            || hour is < 0 or > 23 || minute is < 0 or > 59 || second is < 0 or > 59)
            return false;
        var at = SecondsEnd;
        var ticks = 0L;
        if (at < text.Length && text[at] is '.' or ',')
        {
            var unit = TimeSpan.TicksPerSecond;
            for (at++; at < text.Length && char.IsAsciiDigit(text[at]); at++) ticks += (text[at] - '0') * (unit /= 10);
            if (at == SecondsEnd + 1) return false;
        }
        local = new DateTime(year, month, day, hour, minute, second).AddTicks(ticks);
        return TryOffset(text.AsSpan(at).Trim(), out offset);
    }

    // Z, +05:30, +0530, +05, and "+0000 UTC" as programs in Go write it.
    private static bool TryOffset(ReadOnlySpan<char> text, out TimeSpan? offset)
    {
        offset = null;
        if (text.IsEmpty) return true;
        if (text is "Z" or "z" or "UTC" or "GMT")
        {
            offset = TimeSpan.Zero;
            return true;
        }
        if (text[0] is not ('+' or '-')) return false;
        var end = text.IndexOf(' ');
        var digits = (end < 0 ? text[1..] : text[1..end]).ToString().Replace(":", "", StringComparison.Ordinal);
        if (digits.Length is not (2 or 4)) return false;
        var (hours, minutes) = (Number(digits, 0, 2), digits.Length == 4 ? Number(digits, 2, 2) : 0);
        if (hours is < 0 or > 23 || minutes is < 0 or > 59) return false;
        offset = new TimeSpan(hours, minutes, 0) * (text[0] == '-' ? -1 : 1);
        return true;
    }

    // -1 when it has something else than digits.
    private static int Number(string text, int from, int length)
    {
        var number = 0;
        for (var i = from; i < from + length; i++)
        {
            if (!char.IsAsciiDigit(text[i])) return -1;
            number = (number * 10) + text[i] - '0';
        }
        return number;
    }
}
