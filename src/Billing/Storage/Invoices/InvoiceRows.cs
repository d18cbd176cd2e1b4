using System.Text.Json;

namespace PackageBilling.Billing.Storage.Invoices;

/// <summary>An invoice as the book has it, with the place of its event.</summary>
/// <param name="Summary">Its sums and how it stands.</param>
/// <param name="Sequence">Its place in the series of its kind.</param>
/// <param name="Version">The version of the account's stream that it was issued at.</param>
/// <param name="Taxes">The taxes.</param>
internal sealed record InvoiceRow(
    InvoiceSummary Summary, long Sequence, long Version, IReadOnlyList<InvoiceTax> Taxes);

/// <summary>Which invoices are asked for; null for any.</summary>
internal sealed record InvoiceFilter(
    string? CustomerId = null, string? Status = null, DateOnly? From = null, DateOnly? To = null,
    string? Number = null, string? ClosingId = null, string? Search = null);

/// <summary>Reads the book's invoices, as known now or at a position.</summary>
internal static class InvoiceRows
{
    private const string Now = """
        SELECT i.*, i.overdue_at IS NOT NULL AS is_overdue, i.paid AS known_paid, i.credited AS known_credited
        FROM billing.invoices i WHERE $1::bigint IS NULL
        """;

    private const string Then = """
        SELECT i.*, coalesce(i.overdue_at <= $1, false) AS is_overdue, e.paid AS known_paid,
            e.credited AS known_credited
        FROM billing.invoices i CROSS JOIN LATERAL (
            SELECT coalesce(sum(amount) FILTER (WHERE kind = 'payment'), 0) AS paid,
                coalesce(sum(amount) FILTER (WHERE kind <> 'payment'), 0) AS credited
            FROM billing.invoice_entries e WHERE e.number = i.number AND e.position <= $1) e
        WHERE i.position <= $1
        """;

    private static readonly string Status = $"""
        CASE WHEN k.kind <> 'invoice' THEN '{InvoiceSummary.Issued}'
            WHEN k.known_credited > 0 AND k.known_credited >= k.total THEN '{InvoiceSummary.CreditedStatus}'
            WHEN k.paid_from_credit + k.known_paid + k.known_credited >= k.total THEN '{InvoiceSummary.PaidStatus}'
            WHEN k.is_overdue THEN '{InvoiceSummary.Overdue}'
            WHEN k.paid_from_credit + k.known_paid + k.known_credited > 0 THEN '{InvoiceSummary.PartlyPaid}'
            ELSE '{InvoiceSummary.OpenStatus}' END
        """;

    /// <summary>Invoices, the newest first.</summary>
    /// <param name="source">The database.</param>
    /// <param name="filter">Which.</param>
    /// <param name="knownAt">The position up to which the log counts; null for all of it.</param>
    /// <param name="before">Only those issued below this position.</param>
    /// <param name="limit">So many at most.</param>
    /// <param name="ct">Cancels.</param>
    public static async Task<List<InvoiceRow>> List(
        NpgsqlDataSource source, InvoiceFilter filter, long? knownAt, long? before, int limit, CancellationToken ct)
    {
        await using var connection = await source.OpenConnectionAsync(ct);
        return await List(connection, filter, knownAt, before, limit, ct);
    }

    /// <summary>Invoices as a connection's transaction sees them, the newest first.</summary>
    public static async Task<List<InvoiceRow>> List(
        NpgsqlConnection connection, InvoiceFilter filter, long? knownAt, long? before, int limit,
        CancellationToken ct)
    {
        await using var command = new NpgsqlCommand($"""
            SELECT k.number, k.kind, k.customer_id, n.name, {Status} AS status, k.issued_on, k.through, k.due_on,
                k.currency, k.net, k.tax, k.rounding, k.total, k.paid_from_credit, k.known_paid, k.known_credited,
                k.refers_to, k.position, k.sequence, k.version, k.taxes
            FROM ({(knownAt is null ? Now : Then)}) k
            JOIN billing.customer_names n ON n.customer_id = k.customer_id
            WHERE ($2::text IS NULL OR k.customer_id = $2) AND ($3::text IS NULL OR {Status} = $3)
                AND ($4::date IS NULL OR k.issued_on >= $4) AND ($5::date IS NULL OR k.issued_on <= $5)
                AND ($6::text IS NULL OR k.number = $6) AND ($7::text IS NULL OR k.closing_id = $7)
                AND ($8::text IS NULL OR starts_with(lower(k.number), $8) OR starts_with(lower(k.customer_id), $8))
                AND ($9::bigint IS NULL OR k.position < $9)
            ORDER BY k.position DESC LIMIT $10
            """, connection);
        command.Parameters.AddValues(
            SqlParameters.Typed(knownAt, NpgsqlDbType.Bigint), Text(filter.CustomerId), Text(filter.Status),
            SqlParameters.Typed(filter.From, NpgsqlDbType.Date), SqlParameters.Typed(filter.To, NpgsqlDbType.Date),
            Text(filter.Number), Text(filter.ClosingId), Text(filter.Search?.ToLowerInvariant()),
            SqlParameters.Typed(before, NpgsqlDbType.Bigint), limit);
        var rows = new List<InvoiceRow>();
        await using var row = await command.ExecuteReaderAsync(ct);
        while (await row.ReadAsync(ct)) rows.Add(Read(row));
        return rows;
    }

    /// <summary>One invoice or credit note.</summary>
    /// <exception cref="ProblemException">There is none with this number.</exception>
    public static async Task<InvoiceRow> Get(
        NpgsqlDataSource source, string number, long? knownAt, CancellationToken ct) =>
        (await List(source, new(Number: number), knownAt, null, 1, ct)).FirstOrDefault()
            ?? throw Problem.NotFound("number", "invoice", number);

    /// <summary>What was paid of an invoice or taken off it, in the order of the log.</summary>
    public static async Task<List<InvoiceEntry>> Entries(
        NpgsqlDataSource source, string number, long? knownAt, CancellationToken ct)
    {
        await using var command = source.CreateCommand("""
            SELECT kind, entered_on, amount, reference, position FROM billing.invoice_entries
            WHERE number = $1 AND ($2::bigint IS NULL OR position <= $2) ORDER BY position
            """);
        command.Parameters.AddValues(number, SqlParameters.Typed(knownAt, NpgsqlDbType.Bigint));
        var entries = new List<InvoiceEntry>();
        await using var row = await command.ExecuteReaderAsync(ct);
        while (await row.ReadAsync(ct))
            entries.Add(new(row.GetString(0), row.GetFieldValue<DateOnly>(1), row.GetDecimal(2), row.GetString(3),
                row.GetInt64(4)));
        return entries;
    }

    /// <summary>What a customer has left to pay on all its invoices, and how many those are.</summary>
    public static async Task<(decimal Amount, int Invoices)> LeftToPay(
        NpgsqlDataSource source, string customerId, long? knownAt, CancellationToken ct)
    {
        await using var command = source.CreateCommand($"""
            SELECT coalesce(sum(left_over), 0), count(*) FILTER (WHERE left_over > 0) FROM (
                SELECT k.total - k.paid_from_credit - k.known_paid - k.known_credited AS left_over
                FROM ({(knownAt is null ? Now : Then)}) k WHERE k.customer_id = $2 AND k.kind = 'invoice') o
            """);
        command.Parameters.AddValues(SqlParameters.Typed(knownAt, NpgsqlDbType.Bigint), customerId);
        await using var row = await command.ExecuteReaderAsync(ct);
        await row.ReadAsync(ct);
        return (row.GetDecimal(0), (int)row.GetInt64(1));
    }

    private static InvoiceRow Read(NpgsqlDataReader row)
    {
        var (kind, total, fromCredit) = (row.GetString(1), row.GetDecimal(12), row.GetDecimal(13));
        var (paid, credited) = (row.GetDecimal(14), row.GetDecimal(15));
        return new(new(
            row.GetString(0), kind, row.GetString(2), row.GetString(3), row.GetString(4),
            row.GetFieldValue<DateOnly>(5), row.GetFieldValue<DateOnly>(6),
            row.IsDBNull(7) ? null : row.GetFieldValue<DateOnly>(7), row.GetString(8), row.GetDecimal(9),
            row.GetDecimal(10), row.GetDecimal(11), total, fromCredit, paid, credited,
            kind == InvoiceSummary.Invoice ? total - fromCredit - paid - credited : 0,
            row.IsDBNull(16) ? null : row.GetString(16), row.GetInt64(17)), row.GetInt64(18), row.GetInt64(19),
            JsonSerializer.Deserialize<List<InvoiceTax>>(row.GetString(20), EventJson.Options)!);
    }

    private static NpgsqlParameter Text(string? text) => SqlParameters.Typed(text, NpgsqlDbType.Text);
}
