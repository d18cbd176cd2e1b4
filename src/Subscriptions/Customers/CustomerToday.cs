namespace PackageBilling.Subscriptions;

/// <summary>Today where a customer lives, for reads that name no date.</summary>
internal sealed class CustomerToday(NpgsqlDataSource source, ReadBarrier barrier, TimeProvider clock)
{
    /// <summary>The local date; waits until the customers are up to date.</summary>
    /// <exception cref="ProblemException">There is no such customer.</exception>
    public async Task<DateOnly> Of(string customerId, CancellationToken ct)
    {
        await barrier.Cover(SubscriptionsProjection.ProjectionName, ct);
        await using var command = source.CreateCommand(
            "SELECT time_zone FROM subscriptions.customers WHERE customer_id = $1");
        command.Parameters.Add(new() { Value = customerId });
        return await command.ExecuteScalarAsync(ct) is string zone
            ? TimeZones.LocalDate(zone, clock.GetUtcNow())
            : throw Problem.NotFound("customerId", "customer", customerId);
    }
}
