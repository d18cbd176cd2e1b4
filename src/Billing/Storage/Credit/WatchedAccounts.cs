namespace PackageBilling.Billing.Storage.Credit;

/// <summary>The rows of <see cref="WatchedAccount"/>, written in the transaction of what is told.</summary>
internal static class WatchedAccounts
{
    public static Task Upgrade(NpgsqlDataSource source, CancellationToken ct) => SchemaUpgrade.Apply(
        source, "credit-watch",
    [
        """
        CREATE SCHEMA credit_watch;
        CREATE TABLE credit_watch.accounts (
            customer_id text COLLATE "C" PRIMARY KEY, credit numeric NOT NULL, credit_limit numeric NOT NULL,
            is_exhausted boolean NOT NULL, version bigint NOT NULL, threshold numeric NULL,
            is_low boolean NOT NULL) WITH (fillfactor = 80);
        CREATE INDEX accounts_exhausted ON credit_watch.accounts (customer_id) WHERE is_exhausted;
        CREATE INDEX accounts_low ON credit_watch.accounts (customer_id) WHERE is_low
        """,
    ], ct);

    public static async Task<Dictionary<string, WatchedAccount>> Load(
        NpgsqlConnection connection, string[] customerIds, CancellationToken ct)
    {
        var accounts = new Dictionary<string, WatchedAccount>(StringComparer.Ordinal);
        await using var command = new NpgsqlCommand(
            "SELECT customer_id, credit, credit_limit, is_exhausted, version, threshold, is_low "
                + "FROM credit_watch.accounts WHERE customer_id = ANY ($1)", connection)
        { Parameters = { new() { Value = customerIds } } };
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
            accounts[reader.GetString(0)] = new(reader.GetDecimal(1), reader.GetDecimal(2), reader.GetBoolean(3),
                reader.GetInt64(4), reader.IsDBNull(5) ? null : reader.GetDecimal(5), reader.GetBoolean(6));
        return accounts;
    }

    public static async Task Save(
        NpgsqlConnection connection, Dictionary<string, WatchedAccount> accounts, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand("""
            INSERT INTO credit_watch.accounts (customer_id, credit, credit_limit, is_exhausted, version, threshold,
                is_low)
            SELECT * FROM unnest($1::text[], $2::numeric[], $3::numeric[], $4::boolean[], $5::bigint[], $6::numeric[],
                $7::boolean[])
            ON CONFLICT (customer_id) DO UPDATE SET credit = excluded.credit, credit_limit = excluded.credit_limit,
                is_exhausted = excluded.is_exhausted, version = excluded.version,
                threshold = excluded.threshold, is_low = excluded.is_low
            """, connection)
        {
            Parameters =
            {
                new() { Value = accounts.Keys.ToArray() },
                new() { Value = accounts.Values.Select(account => account.Credit).ToArray() },
                new() { Value = accounts.Values.Select(account => account.CreditLimit).ToArray() },
                new() { Value = accounts.Values.Select(account => account.IsExhausted).ToArray() },
                new() { Value = accounts.Values.Select(account => account.Version).ToArray() },
                new() { Value = accounts.Values.Select(account => account.Threshold).ToArray() },
                new() { Value = accounts.Values.Select(account => account.IsLow).ToArray() },
            },
        };
        await command.ExecuteNonQueryAsync(ct);
    }
}
