namespace PackageBilling.Billing.Accounts.Exports;

/// <summary>One change of one customer's credit, as exports hold it (see <see cref="RecordedEntry"/>), or the credit
/// before the first one.</summary>
internal sealed record StatementRow(
    string CustomerId, string Currency, DateOnly On, string Kind, decimal Amount, decimal CreditAfter, string Reference,
    string? Reason, DateOnly? Date)
{
    public static StatementRow Of(string customerId, string currency, PlacedEntry placed) => new(
        customerId, currency, placed.On, placed.Entry.Kind, placed.Entry.Amount, placed.Entry.CreditAfter,
        placed.Entry.Reference, placed.Entry.Reason, placed.Entry.Date);

    /// <summary>The credit at the beginning of a span's first date: a row of amount 0 of its own kind,
    /// so that the rows add up.</summary>
    public static StatementRow BroughtForward(string customerId, string currency, DateOnly from, decimal credit) =>
        new(customerId, currency, from, "broughtForward", 0, credit, "", null, null);
}

/// <summary>Statements as CSV (RFC 4180, UTF-8), a column for each field, or as JSON lines.</summary>
internal static class StatementCsv
{
    private static readonly string[] Header = ["customerId", "currency", "on", "kind", "amount", "creditAfter",
        "reference", "reason", "date"];

    /// <summary>Writes rows as they come.</summary>
    public static Task Write(
        Stream target, ExportFormat format, IAsyncEnumerable<StatementRow> rows, CancellationToken ct) =>
        format == ExportFormat.Csv
            ? CsvOutput.Write(target, Header, rows, Fields, ct) : ExportFormat.WriteLines(target, rows, ct);

    private static CsvField[] Fields(StatementRow row) =>
        [row.CustomerId, row.Currency, row.On, row.Kind, row.Amount, row.CreditAfter,
            row.Reference, row.Reason, row.Date];
}
