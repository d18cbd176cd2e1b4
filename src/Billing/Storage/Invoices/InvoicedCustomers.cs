using System.Text.Json;

namespace PackageBilling.Billing.Storage.Invoices;

/// <summary>Reads who has lines that a closing puts on invoices, and what their documents say about them.</summary>
internal static class InvoicedCustomers
{
    /// <summary>Customers with open lines in the order of their ids.</summary>
    /// <param name="connection">A snapshot of the book.</param>
    /// <param name="closing">The closing; who has a document of it already is left out.</param>
    /// <param name="range">The customers that are meant.</param>
    /// <param name="limit">So many at most.</param>
    /// <param name="ct">Cancels.</param>
    public static async Task<List<InvoicedCustomer>> Page(
        NpgsqlConnection connection, ClosingStarted closing, CustomerRange range, int limit, CancellationToken ct)
    {
        var (open, since) = closing.Include == ClosingInclude.All ? ("a.version > 0", "1")
            : ("(a.last_accrued > a.closed_at OR a.open_since IS NOT NULL)", "coalesce(a.open_since, a.closed_at + 1)");
        // The page first, so that only its customers are looked up, whatever the planner knows of the tables.
        await using var command = new NpgsqlCommand($"""
            SELECT a.customer_id, n.name, c.currency, c.time_zone, b.details, a.since,
                (SELECT jsonb_agg(t.rates ORDER BY t.effective_from, t.position) FROM billing.tax_rates t
                WHERE t.customer_id = a.customer_id)
            FROM (
                SELECT a.customer_id, {since} AS since FROM billing.accounts a
                WHERE {open} AND a.customer_id > $1 AND ($2::text IS NULL OR a.customer_id <= $2)
                    AND ($3::text[] IS NULL OR a.customer_id = ANY ($3))
                    AND NOT EXISTS (SELECT FROM billing.invoices i
                        WHERE i.closing_id = $4 AND i.customer_id = a.customer_id)
                ORDER BY a.customer_id LIMIT $5) a
            JOIN billing.customers c ON c.customer_id = a.customer_id AND c.known_until = {BookProjection.OpenSql}
            JOIN billing.customer_names n ON n.customer_id = a.customer_id
            LEFT JOIN billing.billing_details b ON b.customer_id = a.customer_id
            ORDER BY a.customer_id
            """, connection);
        command.Parameters.AddValues(
            range.After, SqlParameters.Typed(range.Through, NpgsqlDbType.Text),
            SqlParameters.Typed(range.CustomerIds?.ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Text),
            closing.ClosingId, limit);
        var customers = new List<InvoicedCustomer>();
        await using var row = await command.ExecuteReaderAsync(ct);
        while (await row.ReadAsync(ct))
            customers.Add(new(
                row.GetString(0), row.GetString(1), row.GetString(2), row.GetString(3),
                row.IsDBNull(4) ? null : Read<CustomerBillingChanged>(row.GetString(4)),
                row.IsDBNull(6) ? [] : Read<IReadOnlyList<CustomerTaxRatesChanged>>(row.GetString(6)),
                row.GetInt64(5)));
        return customers;
    }

    /// <summary>The address, as a token, that a customer's documents are sent to; null for none.</summary>
    public static async Task<string?> Email(NpgsqlDataSource source, string customerId, CancellationToken ct)
    {
        await using var command = source.CreateCommand(
            "SELECT details ->> 'email' FROM billing.billing_details WHERE customer_id = $1");
        command.Parameters.Add(new() { Value = customerId });
        return await command.ExecuteScalarAsync(ct) as string;
    }

    /// <summary>The names of all packages by their ids.</summary>
    public static async Task<Dictionary<string, string>> PackageNames(NpgsqlConnection connection, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand("""
            SELECT DISTINCT ON (package_id) package_id, terms ->> 'name' FROM billing.package_revisions
            ORDER BY package_id, position DESC
            """, connection);
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        await using var row = await command.ExecuteReaderAsync(ct);
        while (await row.ReadAsync(ct)) names.Add(row.GetString(0), row.GetString(1));
        return names;
    }

    private static T Read<T>(string json) => JsonSerializer.Deserialize<T>(json, EventJson.Options)!;
}
