namespace PackageBilling.Billing.Simulations.Comparisons;

/// <summary>A comparison's lines as CSV.</summary>
internal static class ComparisonCsv
{
    public static readonly string[] Header =
    [
        "customerId", "assignmentId", "packageId", "kind", "currency", "leftOutcome", "leftRetail", "leftCost",
        "rightOutcome", "rightRetail",
        "rightCost", "retail", "cost", "eventPosition", "eventType", "eventActor", "eventRecordedAt", "eventReason",
    ];

    public static CsvField[] Fields(LineDifference line) =>
    [
        line.CustomerId, line.AssignmentId, line.PackageId, line.Kind.Text(), line.Currency, .. Side(line.Left),
        .. Side(line.Right), line.Retail, line.Cost, .. Csv.Fact(line.FirstEvent),
    ];

    private static CsvField[] Side(ReportLine? line) =>
        line is null ? new CsvField[3] : [line.Outcome.Text(), line.Retail, line.Cost];
}
