namespace PackageBilling.Billing.Storage.Reconciliations;

/// <summary>
/// The keys of reports: under them is what a file says of nobody's, numbers that no customer has or had. They are kept
/// with the keys of customers, and deleted some time later; then those numbers are gone from every answer.
/// </summary>
internal sealed class ReportKeys(CustomerKeys keys, NpgsqlDataSource source)
{
    // No customer's id has a slash.
    private const string Prefix = "reconciliation/";

    /// <summary>How long the numbers of nobody can be read: long enough to look into them, and to compare.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromDays(180);

    /// <summary>The key of a report, made when there is none yet.</summary>
    public Task<CustomerKey> Of(string reconciliationId, CancellationToken ct) =>
        keys.Of(Prefix + reconciliationId, ct);

    /// <summary>Deletes the keys of old reports. The order of ids follows time, so an id says how old it is.</summary>
    public async Task Prune(DateTimeOffset now, CancellationToken ct)
    {
        await using var command = source.CreateCommand("""
            UPDATE vault.customer_keys SET key = NULL, key_id = NULL, erased = now()
            WHERE customer_id > $1 AND customer_id < $2 AND key IS NOT NULL
            """);
        // The first 12 digits are the time.
        command.Parameters.AddValues(Prefix, Prefix + Ids.New(now - Kept)[..12]);
        await command.ExecuteNonQueryAsync(ct);
    }
}
