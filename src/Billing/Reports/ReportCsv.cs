namespace PackageBilling.Billing.Reports;

/// <summary>Lines as CSV (RFC 4180, UTF-8), a column for each field of a line.</summary>
internal static class ReportCsv
{
    public static readonly string ContentType = ExportFormat.Csv.ContentType;

    private static readonly string[] Header =
    [
        "chargeId", "outcome", "again", "customerId", "did", "assignmentId", "packageId", "kind", "date", "quantity",
        "unitRetail", "unitCost",
        "retail", "cost", "debitsCredit", "insufficientCredit", "currency", "reason", "spend", "intervalFrom",
        "intervalTo", "activeDays", "priceFrom", "corrects",
    ];

    /// <summary>Writes lines as they come, so that memory does not grow with their number.</summary>
    public static Task Write(Stream target, IAsyncEnumerable<ReportLine> lines, CancellationToken ct) =>
        CsvOutput.Write(target, Header, lines, Fields, ct);

    /// <summary>Writes lines in the form asked for.</summary>
    public static Task Write(
        Stream target, ExportFormat format, IAsyncEnumerable<ReportLine> lines, CancellationToken ct) =>
        format == ExportFormat.Csv ? Write(target, lines, ct) : ExportFormat.WriteLines(target, lines, ct);

    private static CsvField[] Fields(ReportLine line) =>
    [
        line.ChargeId, line.Outcome.Text(), line.Again, line.CustomerId, line.Did, line.AssignmentId, line.PackageId,
        line.Kind.Text(), line.Date, line.Quantity, line.UnitRetail, line.UnitCost, line.Retail, line.Cost,
        line.DebitsCredit, line.InsufficientCredit, line.Currency, line.Reason, line.Spend, line.IntervalFrom,
        line.IntervalTo, line.ActiveDays, line.PriceFrom.Text(), line.Corrects,
    ];

}
