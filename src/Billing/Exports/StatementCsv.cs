using PackageBilling.Foundation;

namespace PackageBilling.Billing;

/// <summary>One change of one customer's credit, as exports hold it (see <see cref="StatementEntry"/>).</summary>
internal sealed record StatementRow(
    string CustomerId, string Currency, DateOnly On, string Kind, decimal Amount, decimal CreditAfter, string Reference, string? Reason);

/// <summary>Statements as CSV (RFC 4180, UTF-8), a column for each field, or as JSON lines.</summary>
internal static class StatementCsv
{
    private static readonly string[] Header = ["customerId", "currency", "on", "kind", "amount", "creditAfter", "reference", "reason"];

    /// <summary>Writes rows as they come.</summary>
    public static Task Write(Stream target, ExportFormat format, IAsyncEnumerable<StatementRow> rows, CancellationToken ct) =>
        format == ExportFormat.Csv ? CsvOutput.Write(target, Header, rows, Fields, ct) : ExportFormat.WriteLines(target, rows, ct);

    private static CsvField[] Fields(StatementRow row) =>
        [row.CustomerId, row.Currency, row.On, row.Kind, row.Amount, row.CreditAfter, row.Reference, row.Reason];
}
