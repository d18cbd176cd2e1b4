using System.Security.Cryptography;

namespace PackageBilling.Billing.Storage.Calls;

/// <summary>
/// Keys kept outside the log and wrapped (domain: "Calls"): one per customer and month, under which destinations and
/// DIDs are encrypted and whose deletion erases them.
/// </summary>
internal sealed class CallVault(NpgsqlDataSource source, EncryptionKeys encryption) : IErasable
{
    /// <summary>Where the keys of calls are, wrapped.</summary>
    public static readonly WrappedKeyTable Table = new(
        "vault.call_keys", "'calls/' || customer_id || '/' || month::text");

    /// <summary>Creates the table.</summary>
    public static Task Upgrade(NpgsqlDataSource source, CancellationToken ct) => SchemaUpgrade.Apply(source, "vault",
    [
        """
        CREATE TABLE vault.call_keys (
            customer_id text COLLATE "C" NOT NULL, month date NOT NULL, key bytea NOT NULL,
            key_id text COLLATE "C" NOT NULL REFERENCES vault.encryption_keys, PRIMARY KEY (customer_id, month));
        CREATE INDEX call_keys_by_month ON vault.call_keys (month);
        CREATE INDEX call_keys_by_encryption_key ON vault.call_keys (key_id);
        """,
    ], ct);

    /// <summary>The keys of customers' months, made where there is none.</summary>
    public async Task<IReadOnlyDictionary<(string CustomerId, DateOnly Month), byte[]>> Keys(
        IReadOnlyCollection<(string CustomerId, DateOnly Month)> months, CancellationToken ct)
    {
        var sorted = months.OrderBy(one => one.CustomerId, StringComparer.Ordinal).ThenBy(one => one.Month).ToList();
        var found = await Find();
        var missing = sorted.Where(one => !found.ContainsKey(one)).ToList();
        if (missing.Count == 0) return found;
        await using var insert = source.CreateCommand("""
            INSERT INTO vault.call_keys (customer_id, month, key, key_id)
            SELECT c, m, k, $4 FROM unnest($1::text[], $2::date[], $3::bytea[]) AS n (c, m, k)
            JOIN vault.customer_keys o ON o.customer_id = n.c AND o.key IS NOT NULL
            FOR SHARE OF o
            ON CONFLICT DO NOTHING
            """);
        insert.Parameters.Add(new() { Value = missing.Select(one => one.CustomerId).ToArray() });
        insert.Parameters.Add(new() { Value = missing.Select(one => one.Month).ToArray() });
        insert.Parameters.Add(new()
        {
            Value = missing.Select(one =>
                encryption.Wrap(RandomNumberGenerator.GetBytes(32), Owner(one.CustomerId, one.Month)).Text).ToArray()
        });
        insert.Parameters.Add(new() { Value = encryption.NewestId });
        await insert.ExecuteNonQueryAsync(ct);
        found = await Find();
        // A customer that is erased while its calls come in gets no new key: sent again, they are refused.
        return sorted.All(found.ContainsKey)
            ? found : throw new TimeoutException("A customer was erased meanwhile; send the calls again.");

        async Task<Dictionary<(string CustomerId, DateOnly Month), byte[]>> Find()
        {
            await using var command = source.CreateCommand("""
                SELECT k.customer_id, k.month, k.key_id, k.key FROM vault.call_keys k
                JOIN unnest($1::text[], $2::date[]) AS w (customer_id, month) USING (customer_id, month)
                """);
            command.Parameters.Add(new() { Value = sorted.Select(one => one.CustomerId).ToArray() });
            command.Parameters.Add(new() { Value = sorted.Select(one => one.Month).ToArray() });
            return await ReadKeys(command, ct);
        }
    }

    /// <summary>The keys that a customer still has.</summary>
    public async Task<IReadOnlyDictionary<(string CustomerId, DateOnly Month), byte[]>> KeysOf(
        string customerId, CancellationToken ct)
    {
        await using var command = source.CreateCommand(
            "SELECT customer_id, month, key_id, key FROM vault.call_keys WHERE customer_id = $1");
        command.Parameters.Add(new() { Value = customerId });
        return await ReadKeys(command, ct);
    }

    /// <summary>Deletes the keys of all months that ended before one begins; how many there were.</summary>
    public static async Task<int> Delete(NpgsqlConnection connection, DateOnly firstKept, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand("DELETE FROM vault.call_keys WHERE month < $1", connection)
        { Parameters = { new() { Value = firstKept, NpgsqlDbType = NpgsqlDbType.Date } } };
        return await command.ExecuteNonQueryAsync(ct);
    }

    /// <summary>Deletes all keys of a customer.</summary>
    public async Task Erase(NpgsqlConnection connection, string customerId, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand("DELETE FROM vault.call_keys WHERE customer_id = $1", connection)
        { Parameters = { new() { Value = customerId } } };
        await command.ExecuteNonQueryAsync(ct);
    }

    private static string Owner(string customerId, DateOnly month) => $"calls/{customerId}/{Dates.Text(month)}";

    private async Task<Dictionary<(string CustomerId, DateOnly Month), byte[]>> ReadKeys(
        NpgsqlCommand command, CancellationToken ct)
    {
        await using var rows = await command.ExecuteReaderAsync(ct);
        var keys = new Dictionary<(string CustomerId, DateOnly Month), byte[]>();
        while (await rows.ReadAsync(ct))
        {
            var (customerId, month) = (rows.GetString(0), rows.GetFieldValue<DateOnly>(1));
            keys.Add((customerId, month),
                encryption.Unwrap(new(rows.GetString(2), rows.GetFieldValue<byte[]>(3)), Owner(customerId, month)));
        }
        return keys;
    }
}
