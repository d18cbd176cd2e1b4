namespace PackageBilling.Billing.Reconciliations;

/// <summary>Compares the rows of a report with those of the report before it. A row is the same difference when it says
/// the same of the same DID, customer, package or assignment, whatever the amounts.</summary>
internal static class LastReport
{
    /// <summary>The rows with what is new, and the numbers, from 1, of the rows before that are gone.</summary>
    /// <param name="rows">The rows of the new report.</param>
    /// <param name="before">Those of the report before; null when there is none.</param>
    public static (IReadOnlyList<FoundDifference> Rows, IReadOnlyList<int> Resolved) Compare(
        IReadOnlyList<FoundDifference> rows, IReadOnlyList<FoundDifference>? before)
    {
        var (known, still) = ((before ?? []).Select(KeyOf).ToHashSet(), rows.Select(KeyOf).ToHashSet());
        return ([.. rows.Select(row => row with { IsNew = !known.Contains(KeyOf(row)) })],
            [.. (before ?? []).Index().Where(one => !still.Contains(KeyOf(one.Item))).Select(one => one.Index + 1)]);
    }

    private static (DifferenceKind, string?, string?, string?, string?, string?) KeyOf(FoundDifference row) => (
        row.Kind, row.DidHash ?? row.Did, row.PackageId,
        // Which customer the switch names is the difference; who pays is not part of one in a bill.
        row.Kind <= DifferenceKind.OtherQuantity ? row.ListedCustomerId : null,
        row.Kind is not DifferenceKind.NotInSwitch ? null : row.DidHash is null ? row.CustomerId : row.AssignmentId,
        row.Currency);
}
