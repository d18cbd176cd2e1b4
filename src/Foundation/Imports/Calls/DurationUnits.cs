using System.Globalization;

namespace PackageBilling.Foundation;

/// <summary>Reads durations as one of the units of a mapping writes them, in seconds.</summary>
internal sealed class DurationUnits(IReadOnlyList<string>? units, string? round, NumberFormat numbers)
{
    /// <summary>The units that a mapping may name.</summary>
    public static readonly IReadOnlyList<string> Names =
        ["seconds", "milliseconds", "microseconds", "nanoseconds", "minutes", "suffixed", "clock"];

    private readonly IReadOnlyList<string> _units = units ?? ["seconds"];

    /// <summary>Whole seconds, or what is wrong with the text.</summary>
    public long? Read(string text, out string? fault)
    {
        fault = null;
        foreach (var unit in _units)
            if (Seconds(text, unit) is { } seconds) return Whole(seconds, text, out fault);
        fault = $"“{(text.Length <= 40 ? text : text[..40])}” isn't a duration in {string.Join(" or ", _units)}"
            + (_units is ["seconds"] && Seconds(text, "suffixed") is not null ? ": set unit to suffixed"
                : _units is ["seconds"] && Seconds(text, "clock") is not null ? ": set unit to clock" : "");
        return null;
    }

    private long? Whole(decimal seconds, string text, out string? fault)
    {
        fault = null;
        var whole = decimal.Floor(seconds);
        if (whole != seconds && round is null)
        {
            fault = $"“{text}” has parts of a second: set round to up, down or nearest";
            return null;
        }
        return (long)(round switch
        {
            "up" => decimal.Ceiling(seconds),
            "nearest" => decimal.Round(seconds, MidpointRounding.AwayFromZero),
            _ => whole,
        });
    }

    private decimal? Seconds(string text, string unit) => unit switch
    {
        "seconds" => Number(text, 1m),
        "milliseconds" => Number(text, 0.001m),
        "microseconds" => Number(text, 0.000_001m),
        // Nobody bills less than a millisecond: then the text has another unit.
        "nanoseconds" => Number(text, 0.000_000_001m) is { } exact && exact is 0 or >= 0.001m ? exact : null,
        "minutes" => Number(text, 60m),
        "suffixed" => Suffixed(text),
        _ => Clock(text),
    };

    private decimal? Number(string text, decimal factor)
    {
        if (text.Length <= 9 && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var whole))
            return whole * factor;
        return numbers.TryRead(text, out var number) && number is >= 0 and < 1e18m ? number * factor : null;
    }

    // 1h2m3.5s, 10s, 500ms.
    private static decimal? Suffixed(string text)
    {
        var (sum, at) = (0m, 0);
        while (at < text.Length)
        {
            var from = at;
            while (at < text.Length && (char.IsAsciiDigit(text[at]) || text[at] == '.')) at++;
            if (at == from || at - from > 20 || !decimal.TryParse(text.AsSpan(from, at - from),
                NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
                return null;
            from = at;
            while (at < text.Length && (char.IsLetter(text[at]))) at++;
            if (Factor(text[from..at]) is not { } factor || number >= 1e12m) return null;
            sum += number * factor;
        }
        return text.Length > 0 ? sum : null;
    }

    private static decimal? Factor(string suffix) => suffix switch
    {
        "h" => 3600m,
        "m" or "min" => 60m,
        "s" or "sec" => 1m,
        "ms" => 0.001m,
        "us" or "µs" or "μs" => 0.000_001m,
        "ns" => 0.000_000_001m,
        _ => null,
    };

    // 1:30, 00:01:30, 00:01:30.5.
    private static decimal? Clock(string text)
    {
        var parts = text.Split(':');
        if (parts.Length is not (2 or 3) || text.Length > 20) return null;
        var sum = 0m;
        for (var i = 0; i < parts.Length; i++)
        {
            var style = i == parts.Length - 1 ? NumberStyles.AllowDecimalPoint : NumberStyles.None;
            if (!decimal.TryParse(parts[i], style, CultureInfo.InvariantCulture, out var number)
                || (i > 0 && number >= 60))
                return null;
            sum = (sum * 60) + number;
        }
        return sum;
    }
}
