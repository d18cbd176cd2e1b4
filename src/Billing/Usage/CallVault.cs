using System.Security.Cryptography;
using Npgsql;
using NpgsqlTypes;
using PackageBilling.EventStore;

namespace PackageBilling.Billing;

/// <summary>
/// Keys kept outside the log (domain: "Calls"): one per customer and month, under which destinations and DIDs are encrypted and
/// whose deletion erases them, and one secret per customer, under which DIDs have pseudonyms, so that what was spent on a DID can
/// still be added up after that.
/// </summary>
internal sealed class CallVault(NpgsqlDataSource source)
{
    /// <summary>
    /// Creates the tables. A customer's secret is kept as the two padded keys of HMAC, so that the database can compute the
    /// pseudonym of an assignment's DID itself: it has SHA-256, but no HMAC.
    /// </summary>
    public static Task Upgrade(NpgsqlDataSource source, CancellationToken ct) => SchemaUpgrade.Apply(source, "vault",
    [
        """
        CREATE SCHEMA vault;
        CREATE TABLE vault.call_keys (
            customer_id text COLLATE "C" NOT NULL, month date NOT NULL, key bytea NOT NULL, PRIMARY KEY (customer_id, month));
        CREATE INDEX call_keys_by_month ON vault.call_keys (month);
        CREATE TABLE vault.secrets (customer_id text COLLATE "C" PRIMARY KEY, inner_pad bytea NOT NULL, outer_pad bytea NOT NULL);
        """,
    ], ct);

    /// <summary>The secrets of customers, made where there is none yet.</summary>
    public async Task<Dictionary<string, CustomerSecret>> Secrets(IReadOnlyCollection<string> customerIds, CancellationToken ct)
    {
        var found = await KnownSecrets(customerIds, ct);
        var missing = customerIds.Where(id => !found.ContainsKey(id)).Order(StringComparer.Ordinal).ToArray();
        if (missing.Length == 0) return found;
        var made = missing.Select(_ => CustomerSecret.Of(RandomNumberGenerator.GetBytes(32))).ToList();
        await using var insert = source.CreateCommand("""
            INSERT INTO vault.secrets (customer_id, inner_pad, outer_pad) SELECT * FROM unnest($1::text[], $2::bytea[], $3::bytea[])
            ON CONFLICT DO NOTHING
            """);
        insert.Parameters.Add(new() { Value = missing });
        insert.Parameters.Add(new() { Value = made.Select(secret => secret.InnerPad).ToArray() });
        insert.Parameters.Add(new() { Value = made.Select(secret => secret.OuterPad).ToArray() });
        await insert.ExecuteNonQueryAsync(ct);
        // Somebody else may have been faster: what is stored holds.
        return await KnownSecrets(customerIds, ct);
    }

    /// <summary>The secrets of those customers that have one: nobody whose calls never came with a DID needs it.</summary>
    public async Task<Dictionary<string, CustomerSecret>> KnownSecrets(IReadOnlyCollection<string> customerIds, CancellationToken ct)
    {
        await using var command = source.CreateCommand("SELECT customer_id, inner_pad, outer_pad FROM vault.secrets WHERE customer_id = ANY ($1)");
        command.Parameters.Add(new() { Value = customerIds.ToArray() });
        await using var rows = await command.ExecuteReaderAsync(ct);
        var secrets = new Dictionary<string, CustomerSecret>(customerIds.Count, StringComparer.Ordinal);
        while (await rows.ReadAsync(ct)) secrets.Add(rows.GetString(0), new(rows.GetFieldValue<byte[]>(1), rows.GetFieldValue<byte[]>(2)));
        return secrets;
    }

    /// <summary>The keys of customers' months, made where there is none.</summary>
    public async Task<IReadOnlyDictionary<(string CustomerId, DateOnly Month), byte[]>> Keys(
        IReadOnlyCollection<(string CustomerId, DateOnly Month)> months, CancellationToken ct)
    {
        var sorted = months.OrderBy(one => one.CustomerId, StringComparer.Ordinal).ThenBy(one => one.Month).ToList();
        var found = await Find();
        var missing = sorted.Where(one => !found.ContainsKey(one)).ToList();
        if (missing.Count == 0) return found;
        await using var insert = source.CreateCommand(
            "INSERT INTO vault.call_keys (customer_id, month, key) SELECT * FROM unnest($1::text[], $2::date[], $3::bytea[]) ON CONFLICT DO NOTHING");
        insert.Parameters.Add(new() { Value = missing.Select(one => one.CustomerId).ToArray() });
        insert.Parameters.Add(new() { Value = missing.Select(one => one.Month).ToArray() });
        insert.Parameters.Add(new() { Value = missing.Select(_ => RandomNumberGenerator.GetBytes(32)).ToArray() });
        await insert.ExecuteNonQueryAsync(ct);
        return await Find();

        async Task<Dictionary<(string CustomerId, DateOnly Month), byte[]>> Find()
        {
            await using var command = source.CreateCommand("""
                SELECT k.customer_id, k.month, k.key FROM vault.call_keys k
                JOIN unnest($1::text[], $2::date[]) AS w (customer_id, month) USING (customer_id, month)
                """);
            command.Parameters.Add(new() { Value = sorted.Select(one => one.CustomerId).ToArray() });
            command.Parameters.Add(new() { Value = sorted.Select(one => one.Month).ToArray() });
            return await ReadKeys(command, ct);
        }
    }

    /// <summary>The keys that a customer still has.</summary>
    public async Task<CallKeys> KeysOf(string customerId, CancellationToken ct)
    {
        await using var command = source.CreateCommand("SELECT customer_id, month, key FROM vault.call_keys WHERE customer_id = $1");
        command.Parameters.Add(new() { Value = customerId });
        return new(await ReadKeys(command, ct));
    }

    /// <summary>Deletes the keys of all months that ended before one begins; how many there were.</summary>
    public static async Task<int> Delete(NpgsqlConnection connection, DateOnly firstKept, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand("DELETE FROM vault.call_keys WHERE month < $1", connection)
        { Parameters = { new() { Value = firstKept, NpgsqlDbType = NpgsqlDbType.Date } } };
        return await command.ExecuteNonQueryAsync(ct);
    }

    private static async Task<Dictionary<(string CustomerId, DateOnly Month), byte[]>> ReadKeys(NpgsqlCommand command, CancellationToken ct)
    {
        await using var rows = await command.ExecuteReaderAsync(ct);
        var keys = new Dictionary<(string CustomerId, DateOnly Month), byte[]>();
        while (await rows.ReadAsync(ct)) keys.Add((rows.GetString(0), rows.GetFieldValue<DateOnly>(1)), rows.GetFieldValue<byte[]>(2));
        return keys;
    }
}
