using System.Globalization;

namespace PackageBilling.Portal;

/// <summary>Dates as addresses, forms and the interface spell them.</summary>
internal static class DateText
{
    private const string Form = "yyyy-MM-dd";

    public static string Of(DateOnly date) => date.ToString(Form, CultureInfo.InvariantCulture);

    public static DateOnly? Read(string? text) =>
        DateOnly.TryParseExact(text, Form, CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) ? date : null;
}
