using PackageBilling.Foundation;

namespace PackageBilling.Billing;

/// <summary>
/// A charge line's id is its exactly-once key in words, such as <c>0199….recurring.2025-02-01.1</c>: the same after any
/// rebuild, and it says what it is of.
/// </summary>
internal static class ChargeIds
{
    public static string Of(string assignmentId, ChargeKind kind, DateOnly keyDate, int nth) =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{assignmentId}.{Text(kind)}.{Dates.Text(keyDate)}.{nth}");

    public static string Text(ChargeKind kind) => kind switch
    {
        ChargeKind.Setup => "setup",
        ChargeKind.Recurring => "recurring",
        ChargeKind.MinimumSpend => "minimumSpend",
        _ => throw new InvalidOperationException($"Unknown kind {kind}."),
    };
}
