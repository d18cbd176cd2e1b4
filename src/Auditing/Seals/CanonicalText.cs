using System.Globalization;
using System.Text;

namespace PackageBilling.Auditing.Seals;

/// <summary>
/// Values as text to be hashed: the same on every machine and in every culture, forever (docs/audit.md).
/// </summary>
internal static class CanonicalText
{
    /// <summary>A number without zeros at its end: 45.00 is <c>45</c>.</summary>
    public static string Of(decimal number) =>
        number.ToString("0.############################", CultureInfo.InvariantCulture);

    public static string Of(long number) => number.ToString(CultureInfo.InvariantCulture);

    public static string Of(DateOnly date) => Dates.Text(date);

    public static string Of(DateOnly? date) => date is { } known ? Dates.Text(known) : "";

    public static string Of(bool flag) => flag ? "true" : "false";

    /// <summary>
    /// Fields between tabs, in UTF-8. A tab, a line feed or a backslash within a field is escaped, so that no two lists
    /// of fields look alike.
    /// </summary>
    public static byte[] Fields(IEnumerable<string> fields) =>
        Encoding.UTF8.GetBytes(string.Join('\t', fields.Select(Escaped)));

    /// <summary>A field without a tab, a line feed or a lone backslash in it.</summary>
    public static string Escaped(string field) => field.AsSpan().IndexOfAny('\\', '\t', '\n') < 0 ? field
        : field.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\t", "\\t", StringComparison.Ordinal)
            .Replace("\n", "\\n", StringComparison.Ordinal);
}
