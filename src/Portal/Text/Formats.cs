using System.Globalization;
using Microsoft.Net.Http.Headers;

namespace PackageBilling.Portal;

/// <summary>Money, numbers and dates as the reader's browser is used to them; the words are English.</summary>
public sealed class Formats
{
    private const string Medium = "d MMM yyyy", MonthFirst = "MMM d, yyyy";

    private readonly CultureInfo _culture;
    private readonly string _date;

    private Formats(CultureInfo culture)
    {
        _culture = (CultureInfo)culture.Clone();
        // Business dates are Gregorian everywhere.
        if (_culture.DateTimeFormat.Calendar is not GregorianCalendar)
            _culture.DateTimeFormat.Calendar = new GregorianCalendar();
        var order = _culture.DateTimeFormat.ShortDatePattern;
        _date = order.StartsWith('M') ? MonthFirst : order.StartsWith('y') ? order : Medium;
    }

    /// <summary>The formats of the first language of <c>Accept-Language</c> that is known here;
    /// English otherwise.</summary>
    public static Formats Of(string? acceptLanguage)
    {
        if (StringWithQualityHeaderValue.TryParseList([acceptLanguage ?? ""], out var languages))
            foreach (var language in languages.OrderByDescending(language => language.Quality ?? 1))
                if (Known(language.Value.Value ?? "") is { } culture) return new(culture);
        return new(CultureInfo.GetCultureInfo("en-GB"));
    }

    /// <summary>The language whose formats these are, as a BCP 47 tag.</summary>
    public string Language => _culture.Name;

    /// <summary>An amount with at least two decimals and no more than it has, at most six.</summary>
    public string Amount(decimal amount) => amount.ToString("#,##0.00####", _culture);

    /// <summary>An amount with its currency.</summary>
    public string Money(decimal amount, string currency) => $"{Amount(amount)}\u00a0{currency}";

    /// <summary>A total with its currency, in that currency's minor units: two decimals for USD, none for
    /// JPY.</summary>
    public string Total(decimal amount, string currency)
    {
        var decimals = new string('0', Currencies.MinorUnits(currency));
        var format = decimals.Length == 0 ? "#,##0" : $"#,##0.{decimals}";
        return $"{amount.ToString(format, _culture)}\u00a0{currency}";
    }

    /// <summary>A percentage with as many decimals as it has, at most six.</summary>
    public string Percent(decimal percent) => percent.ToString("#,##0.######", _culture) + "%";

    /// <summary>A count; nothing when there is none.</summary>
    public string Count(long? count) => count?.ToString("N0", _culture) ?? "";

    /// <summary>A date.</summary>
    public string Date(DateOnly date) => date.ToString(_date, _culture);

    /// <summary>A date with its weekday.</summary>
    public string DateWithWeekday(DateOnly date) => $"{date.ToString("ddd", _culture)} {Date(date)}";

    /// <summary>An instant, in UTC to the second.</summary>
    public string Instant(DateTimeOffset instant) =>
        $"{Date(DateOnly.FromDateTime(instant.UtcDateTime))}, "
            + $"{instant.UtcDateTime.ToString("HH:mm:ss", CultureInfo.InvariantCulture)}\u00a0UTC";

    /// <summary>Seconds as minutes and seconds.</summary>
    public string Minutes(long seconds) => string.Create(_culture, $"{seconds / 60:N0}:{Math.Abs(seconds % 60):00}");

    private static CultureInfo? Known(string name)
    {
        try
        {
            // Any tag that is well formed makes a culture; one without data would show the invariant formats.
            return name is "" or "*" ? null
                : CultureInfo.GetCultureInfo(name, predefinedOnly: true) is { IsNeutralCulture: var neutral } culture
                    ? neutral ? CultureInfo.CreateSpecificCulture(culture.Name) : culture
                    : null;
        }
        catch (CultureNotFoundException)
        {
            return null;
        }
    }
}
