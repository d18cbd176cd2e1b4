using System.Text.RegularExpressions;

namespace PackageBilling.Billing.Reconciliations;

/// <summary>A file of the folder, whose name says what it is.</summary>
/// <param name="Kind">What it is compared with.</param>
/// <param name="From">The first date.</param>
/// <param name="To">The last date.</param>
internal sealed partial record FolderFile(ReconciliationKind Kind, DateOnly From, DateOnly To)
{
    /// <summary>What a name says: <c>inventory-YYYY-MM-DD.csv</c> or <c>supplier-bill-FROM-TO.csv</c>, each also with
    /// <c>.gz</c>; null for any other name.</summary>
    public static FolderFile? Of(string name)
    {
        var match = Name().Match(name);
        if (!match.Success || Dates.Parse(match.Groups["from"].Value) is not { } from || from < Dates.Min
            || from > Dates.Max)
            return null;
        if (!match.Groups["to"].Success) return new(ReconciliationKind.Inventory, from, from);
        return Dates.Parse(match.Groups["to"].Value) is { } to && to >= from && to <= Dates.Max
            ? new(ReconciliationKind.SupplierBill, from, to) : null;
    }

    [GeneratedRegex(@"\A(?:inventory-(?<from>[0-9-]{10})|supplier-bill-(?<from>[0-9-]{10})-(?<to>[0-9-]{10}))"
        + @"\.csv(?:\.gz)?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Name();
}
