using System.Globalization;
using FluentValidation;

namespace PackageBilling.Values;

/// <summary>Business dates: plain calendar dates without a zone, <c>YYYY-MM-DD</c>.</summary>
public static class Dates
{
    /// <summary>The first date that is accepted; a guard against typing errors such as year 0025.</summary>
    public static readonly DateOnly Min = new(1990, 1, 1);

    /// <summary>The last date that is accepted: far enough for any forecast, so far from the calendar's end
    /// that adding months is safe.</summary>
    public static readonly DateOnly Max = new(2999, 12, 31);

    /// <summary>The format in which dates are sent and stored.</summary>
    public static string Text(DateOnly date) => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>Parses a date; null when the text is none.</summary>
    public static DateOnly? Parse(string? text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
            ? date : null;

    /// <summary>Refuses dates outside <see cref="Min"/> to <see cref="Max"/>; null passes.</summary>
    public static IRuleBuilderOptions<T, DateOnly?> BusinessDate<T>(this IRuleBuilder<T, DateOnly?> rule) => rule
        .Must(date => date is null || (date >= Min && date <= Max))
        .WithMessage($"must be from {Text(Min)} to {Text(Max)}");
}
