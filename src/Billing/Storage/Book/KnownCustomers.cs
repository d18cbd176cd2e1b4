namespace PackageBilling.Billing.Storage.Book;

/// <summary>Customers and assignments as the book knows them, to refuse ids that do not exist.</summary>
internal static class KnownCustomers
{
    /// <summary>The customer's currency, zone and limit.</summary>
    /// <exception cref="ProblemException">There is no such customer.</exception>
    public static async Task<(string Currency, string TimeZone, decimal CreditLimit)> Get(NpgsqlDataSource source, string customerId, CancellationToken ct)
    {
        await using var command = source.CreateCommand(
            $"SELECT currency, time_zone, credit_limit FROM billing.customers WHERE customer_id = $1 AND known_until = {BookProjection.Open}");
        command.Parameters.Add(new() { Value = customerId });
        await using var reader = await command.ExecuteReaderAsync(ct);
        return await reader.ReadAsync(ct)
            ? (reader.GetString(0), reader.GetString(1), reader.GetDecimal(2))
            : throw Problem.NotFound("customerId", "customer", customerId);
    }

    /// <summary>Refuses when one of the customers does not exist.</summary>
    public static async Task EnsureAll(NpgsqlDataSource source, IReadOnlyList<string> customerIds, CancellationToken ct)
    {
        await using var command = source.CreateCommand($"""
            SELECT w.id FROM unnest($1::text[]) AS w (id)
            WHERE NOT EXISTS (SELECT 1 FROM billing.customers c WHERE c.customer_id = w.id AND c.known_until = {BookProjection.Open}) LIMIT 1
            """);
        command.Parameters.Add(new() { Value = customerIds.ToArray() });
        if (await command.ExecuteScalarAsync(ct) is string missing) throw Problem.NotFound("customerIds", "customer", missing);
    }

    /// <summary>Refuses when one of the assignments is not the customer's.</summary>
    public static async Task EnsureAssignments(NpgsqlDataSource source, string customerId, IReadOnlyList<string> assignmentIds, CancellationToken ct)
    {
        await using var command = source.CreateCommand("""
            SELECT w.id FROM unnest($1::text[]) AS w (id)
            WHERE NOT EXISTS (SELECT 1 FROM billing.assignments a WHERE a.customer_id = $2 AND a.assignment_id = w.id) LIMIT 1
            """);
        command.Parameters.AddValues(assignmentIds.ToArray(), customerId);
        if (await command.ExecuteScalarAsync(ct) is string missing) throw Problem.NotFound("assignmentIds", "assignment", missing);
    }
}
