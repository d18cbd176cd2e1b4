namespace PackageBilling.Billing.Storage.Credit;

/// <summary>An account of the book, with its customer. The name is null where it is not read.</summary>
internal sealed record AccountRow(
    string CustomerId, string? Name, string Currency, decimal Credit, decimal CreditLimit, decimal Accrued);

/// <summary>What decides on an account needs of it: its credit, its version, and the zone that dates it.</summary>
internal sealed record DatedAccount(decimal Credit, long Version, string TimeZone, string Currency);

/// <summary>Reads the accounts of the newest book.</summary>
internal static class AccountRows
{
    /// <summary>A customer's account; null when there is no such customer.</summary>
    public static async Task<AccountRow?> Find(NpgsqlDataSource source, string customerId, CancellationToken ct)
    {
        await using var command = source.CreateCommand($"""
            SELECT c.currency, coalesce(a.credit, 0), c.credit_limit, coalesce(a.accrued, 0)
            FROM billing.customers c LEFT JOIN billing.accounts a USING (customer_id)
            WHERE c.customer_id = $1 AND c.known_until = {BookProjection.OpenSql}
            """);
        command.Parameters.Add(new() { Value = customerId });
        await using var row = await command.ExecuteReaderAsync(ct);
        return await row.ReadAsync(ct)
            ? new(customerId, null, row.GetString(0), row.GetDecimal(1), row.GetDecimal(2), row.GetDecimal(3))
            : null;
    }

    /// <summary>Accounts in the order of customer ids.</summary>
    /// <param name="source">The database.</param>
    /// <param name="state">Only those that are <c>exhausted</c> or <c>low</c>; null for all.</param>
    /// <param name="after">Only those behind this customer.</param>
    /// <param name="limit">So many at most.</param>
    /// <param name="ct">Cancels.</param>
    public static async Task<List<AccountRow>> List(
        NpgsqlDataSource source, string? state, string after, int limit, CancellationToken ct)
    {
        await using var command = source.CreateCommand(ListSql(state));
        command.Parameters.AddValues(after, limit);
        var accounts = new List<AccountRow>();
        await using var row = await command.ExecuteReaderAsync(ct);
        while (await row.ReadAsync(ct))
            accounts.Add(new(
                row.GetString(0), row.GetString(1), row.GetString(2), row.GetDecimal(3), row.GetDecimal(4),
                row.GetDecimal(5)));
        return accounts;
    }

    // Each state has an index of its own, so the few that are meant are found among any number.
    private static string ListSql(string? state)
    {
        var (watched, table) = state switch
        {
            null => ("", "c"),
            "low" => ("JOIN credit_watch.accounts w ON w.customer_id = c.customer_id AND w.is_low", "w"),
            _ => ("JOIN credit_watch.accounts w ON w.customer_id = c.customer_id AND w.is_exhausted", "w"),
        };
        return $"""
            SELECT c.customer_id, n.name, c.currency, coalesce(a.credit, 0), c.credit_limit, coalesce(a.accrued, 0)
            FROM billing.customers c {watched}
            JOIN billing.customer_names n ON n.customer_id = c.customer_id
            LEFT JOIN billing.accounts a ON a.customer_id = c.customer_id
            WHERE c.known_until = {BookProjection.OpenSql} AND {table}.customer_id > $1
            ORDER BY {table}.customer_id LIMIT $2
            """;
    }

    /// <summary>The accounts of those of some customers that exist; one without an entry is at 0.</summary>
    public static async Task<Dictionary<string, DatedAccount>> OfCustomers(
        NpgsqlDataSource source, string[] customerIds, CancellationToken ct)
    {
        await using var command = source.CreateCommand($"""
            SELECT c.customer_id, coalesce(k.credit, 0), coalesce(k.version, 0), c.time_zone, c.currency
            FROM billing.customers c LEFT JOIN billing.accounts k ON k.customer_id = c.customer_id
            WHERE c.customer_id = ANY ($1) AND c.known_until = {BookProjection.OpenSql}
            """);
        command.Parameters.Add(new() { Value = customerIds });
        return await Read(command, ct);
    }

    /// <summary>The accounts of those of some customers that have an entry, as a snapshot sees them.</summary>
    public static async Task<Dictionary<string, DatedAccount>> WithEntries(
        NpgsqlConnection connection, string[] customerIds, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand($"""
            SELECT k.customer_id, k.credit, k.version, c.time_zone, c.currency
            FROM billing.accounts k
            JOIN billing.customers c ON c.customer_id = k.customer_id AND c.known_until = {BookProjection.OpenSql}
            WHERE k.customer_id = ANY ($1)
            """, connection) { Parameters = { new() { Value = customerIds } } };
        return await Read(command, ct);
    }

    private static async Task<Dictionary<string, DatedAccount>> Read(NpgsqlCommand command, CancellationToken ct)
    {
        var accounts = new Dictionary<string, DatedAccount>(StringComparer.Ordinal);
        await using var row = await command.ExecuteReaderAsync(ct);
        while (await row.ReadAsync(ct))
            accounts.Add(row.GetString(0), new(
                row.GetDecimal(1), row.GetInt64(2), row.GetString(3), row.GetString(4)));
        return accounts;
    }
}
