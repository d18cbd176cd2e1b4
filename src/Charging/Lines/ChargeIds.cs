using System.Globalization;

namespace PackageBilling.Charging.Lines;

/// <summary>
/// A charge line's id is its exactly-once key in words, such as <c>0199….recurring.2025-02-01.1</c>: the same after any
/// rebuild, and it says what it is of.
/// </summary>
public static class ChargeIds
{
    private const string Restatement = ".restatement.", ReversalEnd = ".reversal";

    /// <summary>The id of a line with this key.</summary>
    public static string Of(string assignmentId, ChargeKind kind, DateOnly postingDate, int occurrence) =>
        string.Create(
            CultureInfo.InvariantCulture, $"{assignmentId}.{kind.Text()}.{Dates.Text(postingDate)}.{occurrence}");

    /// <summary>The id of the reversal of a line: a line is reversed once, so its reversal is named after it.</summary>
    public static string OfReversal(string chargeId) => chargeId + ReversalEnd;

    /// <summary>The line that a reversal takes back; null when the id is of none.</summary>
    public static string? Reversed(string chargeId) =>
        chargeId.EndsWith(ReversalEnd, StringComparison.Ordinal) && Parse(chargeId[..^ReversalEnd.Length]) is not null
            ? chargeId[..^ReversalEnd.Length] : null;

    /// <summary>The id of a correction of a line, or of a gap; a line can be corrected more than once.</summary>
    public static string OfRestatement(string corrects, int occurrence) =>
        string.Create(CultureInfo.InvariantCulture, $"{corrects}{Restatement}{occurrence}");

    /// <summary>What the id of a restatement line says: what it corrects, and for which time.
    /// Null when it is none.</summary>
    public static (string Corrects, int Occurrence)? ParseRestatement(string chargeId) =>
        chargeId.LastIndexOf(Restatement, StringComparison.Ordinal) is > 0 and var at
            && int.TryParse(chargeId.AsSpan(at + Restatement.Length), NumberStyles.None,
                CultureInfo.InvariantCulture, out var occurrence)
            ? (chargeId[..at], occurrence)
            : null;

    /// <summary>
    /// What an id says; null when it is none of a line that can be reversed. An assignment's id may itself have points.
    /// </summary>
    public static (string AssignmentId, ChargeKind Kind, DateOnly PostingDate, int Occurrence)? Parse(string chargeId)
    {
        var parts = chargeId.Split('.');
        if (parts.Length < 4 || Dates.Parse(parts[^2]) is not { } postingDate) return null;
        if (!int.TryParse(parts[^1], NumberStyles.None, CultureInfo.InvariantCulture, out var occurrence)) return null;
        return ChargeKinds.Parse(parts[^3]) is { } kind and not (ChargeKind.Reversal or ChargeKind.Restatement)
            ? (string.Join('.', parts[..^3]), kind, postingDate, occurrence) : null;
    }
}
