using System.Globalization;
using PackageBilling.Foundation;

namespace PackageBilling.Billing;

/// <summary>
/// A charge line's id is its exactly-once key in words, such as <c>0199….recurring.2025-02-01.1</c>: the same after any
/// rebuild, and it says what it is of.
/// </summary>
internal static class ChargeIds
{
    public static string Of(string assignmentId, ChargeKind kind, DateOnly keyDate, int nth) =>
        string.Create(CultureInfo.InvariantCulture, $"{assignmentId}.{Text(kind)}.{Dates.Text(keyDate)}.{nth}");

    public static string Of(PostedLine line) => Of(line.AssignmentId, line.Kind, line.KeyDate, line.Nth);

    /// <summary>A line is reversed once, so its reversal is named after it.</summary>
    public static string OfReversal(PostedLine line) => OfReversal(Of(line));

    /// <summary>The id of the reversal of a line.</summary>
    public static string OfReversal(string chargeId) => chargeId + Reversal;

    /// <summary>The line that a reversal takes back; null when the id is of none.</summary>
    public static string? Reversed(string chargeId) =>
        chargeId.EndsWith(Reversal, StringComparison.Ordinal) && Parse(chargeId[..^Reversal.Length]) is not null ? chargeId[..^Reversal.Length] : null;

    /// <summary>A line can be corrected more than once.</summary>
    public static string Of(RestatedLine line) => string.Create(CultureInfo.InvariantCulture, $"{line.Corrects}{Restatement}{line.Nth}");

    /// <summary>The number of the line that is corrected; 0 for a gap.</summary>
    public static int Corrected(RestatedLine line) => int.Parse(line.Corrects.AsSpan(line.Corrects.LastIndexOf('.') + 1), NumberStyles.None, CultureInfo.InvariantCulture);

    /// <summary>What the id of a restatement line says: what it corrects, and for which time. Null when it is none.</summary>
    public static (string Corrects, int Nth)? ParseRestatement(string chargeId) =>
        chargeId.LastIndexOf(Restatement, StringComparison.Ordinal) is > 0 and var at
            && int.TryParse(chargeId.AsSpan(at + Restatement.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var nth)
            ? (chargeId[..at], nth)
            : null;

    private const string Restatement = ".restatement.", Reversal = ".reversal";

    /// <summary>What an id says; null when it is none of a line that can be reversed. An assignment's id may itself have points.</summary>
    public static (string AssignmentId, ChargeKind Kind, DateOnly KeyDate, int Nth)? Parse(string chargeId)
    {
        var parts = chargeId.Split('.');
        if (parts.Length < 4 || Dates.Parse(parts[^2]) is not { } keyDate) return null;
        if (!int.TryParse(parts[^1], NumberStyles.None, CultureInfo.InvariantCulture, out var nth)) return null;
        ChargeKind? kind = parts[^3] switch
        {
            "setup" => ChargeKind.Setup,
            "recurring" => ChargeKind.Recurring,
            "minimumSpend" => ChargeKind.MinimumSpend,
            _ => null,
        };
        return kind is null ? null : (string.Join('.', parts[..^3]), kind.Value, keyDate, nth);
    }

    public static string Text(ChargeKind kind) => kind switch
    {
        ChargeKind.Setup => "setup",
        ChargeKind.Recurring => "recurring",
        ChargeKind.MinimumSpend => "minimumSpend",
        ChargeKind.Reversal => "reversal",
        ChargeKind.Restatement => "restatement",
        _ => throw new InvalidOperationException($"Unknown kind {kind}."),
    };
}
