using PackageBilling.Foundation;

namespace PackageBilling.Billing;

/// <summary>Corrections as CSV.</summary>
internal static class RestatementCsv
{
    public static readonly string[] Header =
    [
        "chargeId", "corrects", "of", "isGap", "customerId", "assignmentId", "packageId", "did", "date", "currency", "standsRetail", "standsCost", "dueRetail", "dueCost",
        "retail", "cost", "debitsCredit", "insufficientCredit", "eventPosition", "eventType", "eventActor", "eventRecordedAt", "eventReason",
    ];

    public static string[] Fields(RestatementLineView line) =>
    [
        line.ChargeId, line.Corrects, ChargeIds.Text(line.Of), Flag(line.IsGap), line.CustomerId, line.AssignmentId, line.PackageId, line.Did ?? "", Dates.Text(line.Date), line.Currency,
        Amounts.Text(line.StandsRetail), Amounts.Text(line.StandsCost), Amounts.Text(line.DueRetail), Amounts.Text(line.DueCost), Amounts.Text(line.Retail), Amounts.Text(line.Cost),
        Flag(line.DebitsCredit), Flag(line.InsufficientCredit), .. Csv.Fact(line.FirstEvent),
    ];

    private static string Flag(bool value) => value ? "true" : "false";
}
