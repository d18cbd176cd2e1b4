namespace PackageBilling.Billing.Reconciliations;

/// <summary>How rows of reports are answered.</summary>
internal static class DifferenceViews
{
    private static readonly string[] Header =
    [
        "number", "kind", "isNew", "did", "packageId", "listedCustomerId", "customerId", "assignmentId",
        "listedQuantity", "quantity", "billed", "cost", "difference", "currency", "assignment", "assign",
    ];

    /// <summary>A row with its link to the assignment, or with what could be assigned.</summary>
    public static DifferenceView Of(int number, FoundDifference row, FileReconciled report)
    {
        var isBill = report.Kind == ReconciliationKind.SupplierBill;
        var (listed, ours) = ((long?)(isBill ? null : row.Listed), (long?)(isBill ? null : row.Ours));
        return new(
            number, row.Kind, row.IsNew, row.Did, row.PackageId, row.ListedCustomerId, row.CustomerId,
            row.AssignmentId, listed, ours, isBill ? row.Listed : null, isBill ? row.Ours : null,
            isBill ? row.Listed - row.Ours : null, row.Currency,
            row is { CustomerId: { } customer, AssignmentId: { } assignment }
                ? $"/api/customers/{customer}/packages/{assignment}" : null,
            row.Kind != DifferenceKind.NotBilled ? null : new(
                row.ListedCustomerId ?? row.CustomerId, row.Did, row.PackageId, listed, report.From));
    }

    /// <summary>Writes rows as CSV.</summary>
    public static Task Write(Stream target, IAsyncEnumerable<DifferenceView> rows, CancellationToken ct) =>
        CsvOutput.Write(target, Header, rows, row =>
        [
            row.Number, System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(row.Kind.ToString()), row.IsNew,
            row.Did, row.PackageId, row.ListedCustomerId, row.CustomerId, row.AssignmentId, Number(row.ListedQuantity),
            Number(row.Quantity), row.Billed, row.Cost, row.Difference, row.Currency, row.Assignment,
            row.Assign is null ? null
                : $"/api/customers/{row.Assign.CustomerId ?? "{customerId}"}/packages",
        ], ct);

    private static CsvField Number(long? number) => number is { } some ? some : default(CsvField);
}
