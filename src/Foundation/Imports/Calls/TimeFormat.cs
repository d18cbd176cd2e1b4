using System.Globalization;

namespace PackageBilling.Foundation;

/// <summary>Reads times as one of the formats of a mapping writes them.</summary>
internal sealed class TimeFormat(IReadOnlyList<string>? formats, string? timeZone, string repeatedHour)
{
    private const string Iso = "iso";

    // From the year 0 to 1970.
    private const long GregorianSeconds = 62_167_219_200;

    private readonly IReadOnlyList<string> _formats = formats ?? [Iso];

    /// <summary>Whether a mapping may name it.</summary>
    public static bool IsKnown(string format)
    {
        if (format == Iso || Epoch(format) is not null) return true;
        var moment = new DateTimeOffset(2021, 11, 23, 14, 35, 47, TimeSpan.FromHours(2));
        try
        {
            return format.Length > 1 && DateTimeOffset.TryParseExact(
                moment.ToString(format, CultureInfo.InvariantCulture), format, CultureInfo.InvariantCulture,
                DateTimeStyles.None, out var read) && read.DateTime is var time
                && time.AddSeconds(-time.Second) == moment.DateTime.AddSeconds(-moment.Second);
        }
        catch (FormatException)
        {
            return false;
        }
    }

    /// <summary>The instant, or what is wrong with the text.</summary>
    public DateTimeOffset? Read(string text, out string? fault)
    {
        fault = null;
        foreach (var format in _formats)
        {
            if (Epoch(format) is { } epoch)
            {
                if (OfEpoch(text, epoch.TicksPerUnit, epoch.Before) is { } instant) return instant;
            }
            else if (Local(text, format, out var local, out var offset))
            {
                if (offset is { } known) return Within(local, known, out fault);
                return OfZone(local, text, out fault);
            }
        }
        fault = $"“{Shown(text)}” isn't a time as the mapping says: {string.Join(" or ", _formats)}";
        return null;
    }

    private static (long TicksPerUnit, long Before)? Epoch(string format) => format switch
    {
        "epochSeconds" => (TimeSpan.TicksPerSecond, 0),
        "epochMilliseconds" => (TimeSpan.TicksPerMillisecond, 0),
        "epochMicroseconds" => (TimeSpan.TicksPerMicrosecond, 0),
        "gregorianSeconds" => (TimeSpan.TicksPerSecond, GregorianSeconds),
        _ => null,
    };

    // Parts of a second behind a point are kept to the microsecond.
    private static DateTimeOffset? OfEpoch(string text, long ticksPerUnit, long before)
    {
        if (text.Length > 20 || !decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture,
            out var units))
            return null;
        var ticks = decimal.Floor((units - before) * ticksPerUnit / TimeSpan.TicksPerMicrosecond)
            * TimeSpan.TicksPerMicrosecond;
        if (ticks < 0 || ticks > (DateTime.MaxValue - DateTime.UnixEpoch).Ticks) return null;
        // A year that no call is of shows that the text has another unit.
        var instant = new DateTimeOffset(DateTime.UnixEpoch.AddTicks((long)ticks));
        return instant.Year < Dates.Min.Year || instant.Year > Dates.Max.Year ? null : instant;
    }

    private static bool Local(string text, string format, out DateTime local, out TimeSpan? offset)
    {
        offset = null;
        if (format == Iso) return IsoTime.TryRead(text, out local, out offset);
        if (!HasOffset(format))
            return DateTime.TryParseExact(
                text, format, CultureInfo.InvariantCulture, DateTimeStyles.None, out local);
        var isRead = DateTimeOffset.TryParseExact(
            text, format, CultureInfo.InvariantCulture, DateTimeStyles.None, out var read);
        (local, offset) = (read.DateTime, read.Offset);
        return isRead;
    }

    private static bool HasOffset(string format) =>
        format.Contains('z', StringComparison.Ordinal) || format.Contains('K', StringComparison.Ordinal);

    private DateTimeOffset? OfZone(DateTime local, string text, out string? fault)
    {
        if (timeZone is null)
        {
            fault = $"“{Shown(text)}” says no time zone: set timeZone to the zone of the switch's clock, such as "
                + "Europe/London";
            return null;
        }
        fault = null;
        var (earlier, later) = TimeZones.InstantsOf(timeZone, local);
        if (earlier is null)
        {
            fault = $"“{Shown(text)}” doesn't exist in {timeZone}: the clocks skip it";
            return null;
        }
        if (earlier == later || repeatedHour == "earlier") return Cut(earlier.Value);
        if (repeatedHour == "later") return Cut(later!.Value);
        fault = $"“{Shown(text)}” is shown twice by the clocks of {timeZone}: set repeatedHour to earlier or later";
        return null;
    }

    private static DateTimeOffset? Within(DateTime local, TimeSpan offset, out string? fault)
    {
        fault = null;
        var utc = local.Ticks - offset.Ticks;
        if (utc >= 0 && utc <= DateTime.MaxValue.Ticks) return Cut(new DateTimeOffset(utc, TimeSpan.Zero));
        fault = "is out of range";
        return null;
    }

    // The database keeps microseconds.
    private static DateTimeOffset Cut(DateTimeOffset instant) =>
        new(instant.UtcTicks - (instant.UtcTicks % TimeSpan.TicksPerMicrosecond), TimeSpan.Zero);

    private static string Shown(string text) => text.Length <= 40 ? text : $"{text[..40]}…";
}
