using System.Security.Cryptography;

namespace PackageBilling.Foundation;

/// <summary>
/// The keys of customers, wrapped, in a table outside the log: one for each customer, made when its first personal
/// text is recorded and deleted when the customer is erased. The row stays, so that an erased customer gets no new
/// key.
/// </summary>
public sealed class CustomerKeys(NpgsqlDataSource source, EncryptionKeys encryption) : IErasable
{
    /// <summary>Where the keys are, wrapped.</summary>
    public static readonly WrappedKeyTable Table = new("vault.customer_keys", "'customer/' || customer_id");

    /// <summary>The statement that creates the table.</summary>
    internal const string Sql = """
        CREATE TABLE vault.customer_keys (
            customer_id text COLLATE "C" PRIMARY KEY, number int GENERATED ALWAYS AS IDENTITY UNIQUE, key bytea,
            key_id text COLLATE "C" REFERENCES vault.encryption_keys, erased timestamptz,
            CHECK ((key IS NULL) = (erased IS NOT NULL) AND (key IS NULL) = (key_id IS NULL)));
        CREATE INDEX customer_keys_by_encryption_key ON vault.customer_keys (key_id)
        """;

    private const string Columns = "customer_id, number, key_id, key";

    /// <summary>The keys of customers, made where there is none yet.</summary>
    public async Task<IReadOnlyDictionary<string, CustomerKey>> Of(
        IReadOnlyCollection<string> customerIds, CancellationToken ct)
    {
        var found = await Known(customerIds, ct);
        var missing = customerIds.Where(id => !found.ContainsKey(id)).Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal).ToArray();
        if (missing.Length == 0) return found;
        await using var insert = source.CreateCommand("""
            INSERT INTO vault.customer_keys (customer_id, key, key_id)
            SELECT c, k, $3 FROM unnest($1::text[], $2::bytea[]) AS n (c, k) ON CONFLICT DO NOTHING
            """);
        insert.Parameters.Add(new() { Value = missing });
        insert.Parameters.Add(new()
        {
            Value = missing
                .Select(id => encryption.Wrap(RandomNumberGenerator.GetBytes(CustomerKey.KeyBytes), Owner(id)).Text)
                .ToArray(),
        });
        insert.Parameters.Add(new() { Value = encryption.NewestId });
        await insert.ExecuteNonQueryAsync(ct);
        // Another request may have stored one first; the stored one is used.
        return await Known(customerIds, ct);
    }

    /// <summary>A customer's key, made when there is none yet.</summary>
    public async Task<CustomerKey> Of(string customerId, CancellationToken ct) =>
        (await Of([customerId], ct))[customerId];

    /// <summary>Deletes a customer's key for good, in the caller's transaction.</summary>
    public async Task Erase(NpgsqlConnection connection, string customerId, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand("""
            INSERT INTO vault.customer_keys (customer_id, erased) VALUES ($1, now())
            ON CONFLICT (customer_id) DO UPDATE SET key = NULL, key_id = NULL, erased = coalesce(customer_keys.erased,
                excluded.erased)
            """, connection)
        { Parameters = { new() { Value = customerId } } };
        await command.ExecuteNonQueryAsync(ct);
    }

    /// <summary>The keys with some numbers.</summary>
    internal async Task<List<(int Number, CustomerKey Key)>> Numbered(
        IReadOnlyCollection<int> numbers, CancellationToken ct)
    {
        var keys = new List<(int, CustomerKey)>(numbers.Count);
        await using var command = source.CreateCommand(
            $"SELECT {Columns} FROM vault.customer_keys WHERE number = ANY ($1)");
        command.Parameters.Add(new() { Value = numbers.ToArray() });
        await using var rows = await command.ExecuteReaderAsync(ct);
        while (await rows.ReadAsync(ct)) keys.Add((rows.GetInt32(1), Read(rows)));
        return keys;
    }

    /// <summary>The keys of those customers that have one.</summary>
    public async Task<Dictionary<string, CustomerKey>> Known(
        IReadOnlyCollection<string> customerIds, CancellationToken ct)
    {
        var keys = new Dictionary<string, CustomerKey>(customerIds.Count, StringComparer.Ordinal);
        await using var command = source.CreateCommand(
            $"SELECT {Columns} FROM vault.customer_keys WHERE customer_id = ANY ($1)");
        command.Parameters.Add(new() { Value = customerIds.ToArray() });
        await using var rows = await command.ExecuteReaderAsync(ct);
        while (await rows.ReadAsync(ct)) keys.Add(rows.GetString(0), Read(rows));
        return keys;
    }

    private CustomerKey Read(NpgsqlDataReader row) => new(
        row.GetString(0), row.GetInt32(1),
        row.IsDBNull(3)
            ? null : encryption.Unwrap(new(row.GetString(2), row.GetFieldValue<byte[]>(3)), Owner(row.GetString(0))));

    private static string Owner(string customerId) => $"customer/{customerId}";
}

/// <summary>Something outside the log that is deleted when a customer is erased.</summary>
public interface IErasable
{
    /// <summary>Deletes it in the transaction of the fact that the customer was erased.</summary>
    Task Erase(NpgsqlConnection connection, string customerId, CancellationToken ct);
}
