using System.Globalization;
using CsvHelper;
using PackageBilling.Foundation;

namespace PackageBilling.Billing;

/// <summary>Lines as CSV (RFC 4180, UTF-8), a column for each field of a line.</summary>
internal static class ReportCsv
{
    public static readonly string ContentType = ExportFormat.Csv.ContentType;

    // A spreadsheet must show what a field holds, not run it. A minus sign may lead: amounts have it, and ids cannot be formulas.
    private static readonly CsvWriterOptions Options = CsvWriterOptions.Default with { Injection = CsvInjection.Escape, InjectionCharacters = "=@+\t\r" };

    private static readonly string[] Header =
    [
        "chargeId", "outcome", "again", "customerId", "did", "assignmentId", "packageId", "kind", "date", "quantity", "unitRetail", "unitCost",
        "retail", "cost", "debitsCredit", "insufficientCredit", "currency", "reason", "spend", "intervalFrom", "intervalTo", "corrects",
    ];

    /// <summary>Writes lines as they come, so that memory does not grow with their number.</summary>
    public static async Task Write(Stream target, IAsyncEnumerable<ReportLine> lines, CancellationToken ct)
    {
        await using var csv = CsvWriter.Create(target, Options, leaveOpen: true);
        await csv.WriteRecordAsync(Header, ct);
        await foreach (var line in lines.WithCancellation(ct)) await csv.WriteRecordAsync(Fields(line), ct);
    }

    /// <summary>Writes lines in the form asked for.</summary>
    public static Task Write(Stream target, ExportFormat format, IAsyncEnumerable<ReportLine> lines, CancellationToken ct) =>
        format == ExportFormat.Csv ? Write(target, lines, ct) : ExportFormat.WriteLines(target, lines, ct);

    private static string[] Fields(ReportLine line) =>
    [
        line.ChargeId ?? "", OutcomeText(line.Outcome), Flag(line.Again), line.CustomerId, line.Did ?? "", line.AssignmentId, line.PackageId,
        ChargeIds.Text(line.Kind), Dates.Text(line.Date), line.Quantity.ToString(CultureInfo.InvariantCulture), Amounts.Text(line.UnitRetail),
        Amounts.Text(line.UnitCost), Amounts.Text(line.Retail), Amounts.Text(line.Cost), Flag(line.DebitsCredit), Flag(line.InsufficientCredit),
        line.Currency, line.Reason ?? "", line.Spend is { } spend ? Amounts.Text(spend) : "",
        line.IntervalFrom is { } from ? Dates.Text(from) : "", line.IntervalTo is { } to ? Dates.Text(to) : "", line.Corrects ?? "",
    ];

    /// <summary>An outcome as reports spell it.</summary>
    public static string OutcomeText(LineOutcome outcome) => outcome switch
    {
        LineOutcome.Charged => "charged",
        LineOutcome.AlreadyCharged => "alreadyCharged",
        LineOutcome.Skipped => "skipped",
        LineOutcome.Quarantined => "quarantined",
        _ => throw new InvalidOperationException($"Unknown outcome {outcome}."),
    };

    private static string Flag(bool value) => value ? "true" : "false";
}
