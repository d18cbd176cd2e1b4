namespace PackageBilling.Billing.Corrections.Restatements;

/// <summary>Corrections as CSV.</summary>
internal static class RestatementCsv
{
    public static readonly string[] Header =
    [
        "chargeId", "corrects", "of", "isGap", "customerId", "assignmentId", "packageId", "did", "date", "currency",
        "standsRetail", "standsCost", "dueRetail", "dueCost",
        "retail", "cost", "debitsCredit", "insufficientCredit", "eventPosition", "eventType", "eventActor",
        "eventRecordedAt", "eventReason",
    ];

    public static CsvField[] Fields(RestatementLineView line) =>
    [
        line.ChargeId, line.Corrects, line.Of.Text(), line.IsGap, line.CustomerId, line.AssignmentId,
        line.PackageId, line.Did, line.Date,
        line.Currency, line.StandsRetail, line.StandsCost, line.DueRetail, line.DueCost, line.Retail, line.Cost,
        line.DebitsCredit, line.InsufficientCredit, .. Csv.Fact(line.FirstEvent),
    ];
}
