using CsvHelper;
using PackageBilling.Foundation;

namespace PackageBilling.Billing;

/// <summary>One change of one customer's credit, as exports hold it (see <see cref="RecordedEntry"/>), or the credit before the first one.</summary>
internal sealed record StatementRow(
    string CustomerId, string Currency, DateOnly On, string Kind, decimal Amount, decimal CreditAfter, string Reference, string? Reason, DateOnly? Date)
{
    public static StatementRow Of(string customerId, string currency, PlacedEntry placed) => new(
        customerId, currency, placed.On, placed.Entry.Kind, placed.Entry.Amount, placed.Entry.CreditAfter, placed.Entry.Reference, placed.Entry.Reason, placed.Entry.Date);

    /// <summary>The credit at the beginning of a span's first date: a row of amount 0 of its own kind, so that the rows add up.</summary>
    public static StatementRow BroughtForward(string customerId, string currency, DateOnly from, decimal credit) =>
        new(customerId, currency, from, "broughtForward", 0, credit, "", null, null);
}

/// <summary>Statements as CSV (RFC 4180, UTF-8), a column for each field, or as JSON lines.</summary>
internal static class StatementCsv
{
    // References and reasons are other people's text: a spreadsheet must show them, not run them.
    private static readonly CsvWriterOptions Options = CsvWriterOptions.Default with { Injection = CsvInjection.Escape, InjectionCharacters = "=@+\t\r" };

    private static readonly string[] Header = ["customerId", "currency", "on", "kind", "amount", "creditAfter", "reference", "reason", "date"];

    /// <summary>Writes rows as they come.</summary>
    public static async Task Write(Stream target, ExportFormat format, IAsyncEnumerable<StatementRow> rows, CancellationToken ct)
    {
        if (format == ExportFormat.Ndjson)
        {
            await ExportFormat.WriteLines(target, rows, ct);
            return;
        }
        await using var csv = CsvWriter.Create(target, Options, leaveOpen: true);
        await csv.WriteRecordAsync(Header, ct);
        await foreach (var row in rows.WithCancellation(ct))
            await csv.WriteRecordAsync(
                [row.CustomerId, row.Currency, Dates.Text(row.On), row.Kind, Amounts.Text(row.Amount), Amounts.Text(row.CreditAfter), row.Reference, row.Reason ?? "",
                    row.Date is { } date ? Dates.Text(date) : ""], ct);
    }
}
