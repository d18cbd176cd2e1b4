namespace PackageBilling.Billing.Storage.Book;

/// <summary>Names of customers, as tokens.</summary>
internal static class CustomerNames
{
    /// <summary>The name of a customer.</summary>
    /// <exception cref="ProblemException">There is no such customer.</exception>
    public static async Task<string> Of(NpgsqlDataSource source, string customerId, CancellationToken ct)
    {
        await using var command = source.CreateCommand(
            "SELECT name FROM billing.customer_names WHERE customer_id = $1");
        command.Parameters.Add(new() { Value = customerId });
        return await command.ExecuteScalarAsync(ct) as string
            ?? throw Problem.NotFound("customerId", "customer", customerId);
    }
}
