namespace PackageBilling.Billing.Storage.Invoices;

/// <summary>Reads the invoices that may be overdue.</summary>
internal static class UnpaidInvoices
{
    /// <summary>Invoices that are not paid and were not said to be overdue, the oldest due date first.</summary>
    /// <param name="source">The database.</param>
    /// <param name="before">Only those that are due before this date.</param>
    /// <param name="limit">So many at most.</param>
    /// <param name="ct">Cancels.</param>
    /// <returns>Each with its customer's time zone.</returns>
    public static async Task<List<(InvoiceOverdue Invoice, string TimeZone)>> Due(
        NpgsqlDataSource source, DateOnly before, int limit, CancellationToken ct)
    {
        await using var command = source.CreateCommand($"""
            SELECT i.customer_id, i.number, i.due_on, i.currency, i.left_to_pay, c.time_zone
            FROM billing.invoices i
            JOIN billing.customers c ON c.customer_id = i.customer_id AND c.known_until = {BookProjection.OpenSql}
            WHERE i.left_to_pay > 0 AND i.overdue_at IS NULL AND i.due_on < $1
            ORDER BY i.due_on, i.position LIMIT $2
            """);
        command.Parameters.AddValues(before, limit);
        var due = new List<(InvoiceOverdue, string)>();
        await using var row = await command.ExecuteReaderAsync(ct);
        while (await row.ReadAsync(ct))
            due.Add((new(row.GetString(0), row.GetString(1), row.GetFieldValue<DateOnly>(2), row.GetString(3),
                row.GetDecimal(4)), row.GetString(5)));
        return due;
    }
}
