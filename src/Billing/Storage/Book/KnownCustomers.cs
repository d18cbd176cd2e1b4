namespace PackageBilling.Billing.Storage.Book;

/// <summary>Customers as the book knows them, to refuse ids that do not exist.</summary>
internal static class KnownCustomers
{
    /// <summary>The customer's currency, zone and limit.</summary>
    /// <exception cref="ProblemException">There is no such customer.</exception>
    public static async Task<(string Currency, string TimeZone, decimal CreditLimit)> Get(
        NpgsqlDataSource source, string customerId, CancellationToken ct)
    {
        await using var command = source.CreateCommand($"""
            SELECT currency, time_zone, credit_limit FROM billing.customers
            WHERE customer_id = $1 AND known_until = {BookProjection.OpenSql}
            """);
        command.Parameters.Add(new() { Value = customerId });
        await using var reader = await command.ExecuteReaderAsync(ct);
        return await reader.ReadAsync(ct)
            ? (reader.GetString(0), reader.GetString(1), reader.GetDecimal(2))
            : throw Problem.NotFound("customerId", "customer", customerId);
    }

    /// <summary>The currencies of all customers, which never change.</summary>
    public static async Task<Dictionary<string, string>> Currencies(NpgsqlDataSource source, CancellationToken ct)
    {
        await using var command = source.CreateCommand(
            $"SELECT customer_id, currency FROM billing.customers WHERE known_until = {BookProjection.OpenSql}");
        var currencies = new Dictionary<string, string>(StringComparer.Ordinal);
        await using var row = await command.ExecuteReaderAsync(ct);
        while (await row.ReadAsync(ct)) currencies.Add(row.GetString(0), row.GetString(1));
        return currencies;
    }

    /// <summary>Refuses when one of the customers does not exist.</summary>
    public static async Task EnsureAll(NpgsqlDataSource source, IReadOnlyList<string> customerIds, CancellationToken ct)
    {
        await using var command = source.CreateCommand($"""
            SELECT w.id FROM unnest($1::text[]) AS w (id) WHERE NOT EXISTS (
                SELECT 1 FROM billing.customers c
                WHERE c.customer_id = w.id AND c.known_until = {BookProjection.OpenSql}) LIMIT 1
            """);
        command.Parameters.Add(new() { Value = customerIds.ToArray() });
        if (await command.ExecuteScalarAsync(ct) is string missing)
            throw Problem.NotFound("customerIds", "customer", missing);
    }

    /// <summary>The currency and credit limit of a customer as known at a position; null when it was not.</summary>
    public static async Task<(string Currency, decimal CreditLimit)?> At(
        NpgsqlDataSource source, string customerId, long position, CancellationToken ct)
    {
        await using var command = source.CreateCommand("""
            SELECT currency, credit_limit FROM billing.customers
            WHERE customer_id = $1 AND known_from <= $2 AND known_until > $2
            """);
        command.Parameters.AddValues(customerId, position);
        await using var row = await command.ExecuteReaderAsync(ct);
        return await row.ReadAsync(ct) ? (row.GetString(0), row.GetDecimal(1)) : null;
    }

    /// <summary>The credit limits of those of some customers that exist.</summary>
    public static async Task<Dictionary<string, decimal>> CreditLimits(
        NpgsqlDataSource source, string[] customerIds, CancellationToken ct)
    {
        var limits = new Dictionary<string, decimal>(StringComparer.Ordinal);
        await using var command = source.CreateCommand($"""
            SELECT customer_id, credit_limit FROM billing.customers
            WHERE known_until = {BookProjection.OpenSql} AND customer_id = ANY ($1)
            """);
        command.Parameters.Add(new() { Value = customerIds });
        await using var row = await command.ExecuteReaderAsync(ct);
        while (await row.ReadAsync(ct)) limits[row.GetString(0)] = row.GetDecimal(1);
        return limits;
    }

    /// <summary>The currencies of those of some customers that were known at a position.</summary>
    public static async Task<Dictionary<string, string>> CurrenciesAt(
        NpgsqlConnection connection, IEnumerable<string> customerIds, long position, CancellationToken ct) =>
        await TextsAt("currency", connection, customerIds, position, ct);

    /// <summary>The time zones of those of some customers that were known at a position.</summary>
    public static async Task<Dictionary<string, string>> ZonesAt(
        NpgsqlConnection connection, IEnumerable<string> customerIds, long position, CancellationToken ct) =>
        await TextsAt("time_zone", connection, customerIds, position, ct);

    private static async Task<Dictionary<string, string>> TextsAt(
        string column, NpgsqlConnection connection, IEnumerable<string> customerIds, long position,
        CancellationToken ct)
    {
        var known = new Dictionary<string, string>(StringComparer.Ordinal);
        await using var command = new NpgsqlCommand($"""
            SELECT customer_id, {column} FROM billing.customers
            WHERE customer_id = ANY ($1) AND known_from <= $2 AND known_until > $2
            """, connection);
        command.Parameters.AddValues(customerIds.Distinct(StringComparer.Ordinal).ToArray(), position);
        await using var row = await command.ExecuteReaderAsync(ct);
        while (await row.ReadAsync(ct)) known[row.GetString(0)] = row.GetString(1);
        return known;
    }
}
