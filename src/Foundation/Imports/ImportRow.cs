using System.Globalization;
using System.Text.RegularExpressions;
using FluentValidation.Results;

namespace PackageBilling.Foundation;

/// <summary>
/// One row of a file, read by the interface's names. A value that cannot be read is noted as a fault
/// and counts as left out.
/// </summary>
/// <param name="line">The line of the file that it begins on.</param>
/// <param name="header">The file's header as it is written there; null for a file that has none.</param>
/// <param name="record">The row as it is written in the file.</param>
/// <param name="values">The values by column; null for an empty one.</param>
/// <param name="formats">How dates and numbers are written.</param>
public sealed partial class ImportRow(
    int line, string? header, string record, IReadOnlyDictionary<string, string> values, ValueFormats formats)
{
    private readonly List<RowFault> _faults = [];

    /// <summary>The line of the file that it begins on, from 1.</summary>
    public int Line { get; } = line;

    /// <summary>The file's header as it is written there; null for a file that has none.</summary>
    public string? Header { get; } = header;

    /// <summary>The row as it is written in the file.</summary>
    public string Record { get; } = record;

    /// <summary>What could not be read, and what a validator found.</summary>
    public IReadOnlyList<RowFault> Faults => _faults;

    /// <summary>How numbers are written, for a text that has several.</summary>
    public NumberFormat Numbers => formats.Numbers;

    /// <summary>Whether the row was found to be wrong; it is rejected whatever else is decided.</summary>
    public bool IsFaulty => _faults.Count > 0;

    /// <summary>Text; null when the field is empty.</summary>
    public string? Text(string column) => values.GetValueOrDefault(column);

    /// <summary>An amount, in the format of the mapping.</summary>
    public decimal? Amount(string column) => Text(column) is not { } text ? null
        : formats.Numbers.TryRead(text, out var amount) ? amount
        : Fault<decimal>(column, NumberFaults.OfAmount(text, formats.Numbers));

    /// <summary>A whole number, in the format of the mapping.</summary>
    public int? Number(string column) => Text(column) is not { } text ? null
        : !formats.Numbers.TryReadWhole(text, out var number)
        ? Fault<int>(column, NumberFaults.OfWhole(text, formats.Numbers))
        : number is >= int.MinValue and <= int.MaxValue ? (int)number
        : Fault<int>(column, $"{text} is too large");

    /// <summary>A date. Midnight may follow, as databases write a date.</summary>
    public DateOnly? Date(string column) => Text(column) is not { } text ? null
        : DateTime.TryParseExact(
            text, formats.DateFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out var time)
        || DateTime.TryParseExact(
            Midnight().Replace(text, ""), formats.DateFormat, CultureInfo.InvariantCulture, DateTimeStyles.None,
            out time)
        ? DateOnly.FromDateTime(time)
        : Fault<DateOnly>(column, $"must be a date that exists, as {formats.DateFormat}");

    /// <summary>Yes or no.</summary>
    public bool? Flag(string column) => Text(column)?.ToUpperInvariant() switch
    {
        null => null,
        "TRUE" or "YES" or "1" => true,
        "FALSE" or "NO" or "0" => false,
        _ => Fault<bool>(column, "must be true or false"),
    };

    /// <summary>Notes what a validator found.</summary>
    public void Check(ValidationResult result)
    {
        // One that could not be read counts as left out: that it is missing, or whatever follows from it,
        // need not be said as well.
        var reported = _faults.Select(fault => fault.Field).ToHashSet(StringComparer.Ordinal);
        foreach (var error in result.Errors)
            if (!reported.Contains(error.PropertyName)) Fault(error.PropertyName, error.ErrorMessage);
    }

    /// <summary>Notes that a field is wrong.</summary>
    public void Fault(string field, string error) => _faults.Add(new(field, error));

    [GeneratedRegex(@"[T ]00:00(:00(\.0+)?)?(Z|[+-]00:00)?$", RegexOptions.CultureInvariant)]
    private static partial Regex Midnight();

    private T? Fault<T>(string field, string error) where T : struct
    {
        Fault(field, error);
        return null;
    }
}
