using System.Globalization;

namespace PackageBilling.Foundation;

/// <summary>
/// One value of a CSV file. What kind of value it is says how it is written: text is guarded
/// (<see cref="SpreadsheetText"/>), numbers, dates and flags are as they are. Null is an empty field.
/// </summary>
public readonly record struct CsvField
{
    private readonly string? _written;

    private CsvField(string written) => _written = written;

    /// <summary>The field before quoting.</summary>
    public string Written => _written ?? "";

    /// <summary>Text of any origin.</summary>
    public static implicit operator CsvField(string? text) => FromText(text);

    /// <summary>An amount of money.</summary>
    public static implicit operator CsvField(decimal amount) => FromDecimal(amount);

    /// <summary>An amount of money, or none.</summary>
    public static implicit operator CsvField(decimal? amount) => amount is { } some ? FromDecimal(some) : default;

    /// <summary>A whole number.</summary>
    public static implicit operator CsvField(long number) => FromInt64(number);

    /// <summary>A date, or none.</summary>
    public static implicit operator CsvField(DateOnly? date) => FromDate(date);

    /// <summary>An instant, in UTC.</summary>
    public static implicit operator CsvField(DateTimeOffset instant) => FromInstant(instant);

    /// <summary>True or false.</summary>
    public static implicit operator CsvField(bool flag) => FromBoolean(flag);

    /// <summary>Text of any origin.</summary>
    public static CsvField FromText(string? text) => text is null ? default : new(SpreadsheetText.Guard(text));

    /// <summary>An amount of money.</summary>
    public static CsvField FromDecimal(decimal amount) => new(Amounts.Text(amount));

    /// <summary>A whole number.</summary>
    public static CsvField FromInt64(long number) => new(number.ToString(CultureInfo.InvariantCulture));

    /// <summary>A date, or none.</summary>
    public static CsvField FromDate(DateOnly? date) => date is { } some ? new(Dates.Text(some)) : default;

    /// <summary>An instant, in UTC.</summary>
    public static CsvField FromInstant(DateTimeOffset instant) =>
        new(instant.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFF'Z'", CultureInfo.InvariantCulture));

    /// <summary>True or false.</summary>
    public static CsvField FromBoolean(bool flag) => new(flag ? "true" : "false");
}
