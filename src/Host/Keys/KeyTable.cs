using Npgsql;
using PackageBilling.EventStore;

namespace PackageBilling.Host;

/// <summary>
/// Where keys are kept: as SHA-256 of the key. A slow, salted hash guards passwords, which can be guessed; a key of 256
/// random bits cannot, so the plain hash gives nothing away and costs a request next to nothing.
/// </summary>
internal static class KeyTable
{
    public const string LiveName = "api_keys_live_name";

    public static Task Upgrade(NpgsqlDataSource source, CancellationToken ct) => SchemaUpgrade.Apply(source, "keys",
    [
        $"""
        CREATE TABLE product.api_keys (
            key_id text PRIMARY KEY, name text NOT NULL, role text NOT NULL, hash bytea NOT NULL UNIQUE,
            created timestamptz NOT NULL, last_used timestamptz NULL, revoked timestamptz NULL);
        CREATE UNIQUE INDEX {LiveName} ON product.api_keys (name) WHERE revoked IS NULL
        """,
    ], ct);

    /// <summary>Whether the key was added; not when its id or, among keys in force, its name is there already.</summary>
    public static async Task<bool> Add(NpgsqlDataSource source, ApiKey key, DateTimeOffset now, CancellationToken ct)
    {
        await using var command = source.CreateCommand(
            "INSERT INTO product.api_keys (key_id, name, role, hash, created) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING");
        command.Parameters.Add(new() { Value = key.KeyId });
        command.Parameters.Add(new() { Value = key.Name });
        command.Parameters.Add(new() { Value = key.Role });
        command.Parameters.Add(new() { Value = key.Hash });
        command.Parameters.Add(new() { Value = now.UtcDateTime });
        return await command.ExecuteNonQueryAsync(ct) == 1;
    }

    public static async Task<ApiKey?> Find(NpgsqlDataSource source, string keyId, CancellationToken ct)
    {
        await using var command = source.CreateCommand("SELECT key_id, name, role, hash FROM product.api_keys WHERE key_id = $1");
        command.Parameters.Add(new() { Value = keyId });
        await using var row = await command.ExecuteReaderAsync(ct);
        return await row.ReadAsync(ct) ? Read(row) : null;
    }

    public static async Task<IReadOnlyList<ApiKey>> InForce(NpgsqlDataSource source, CancellationToken ct)
    {
        var keys = new List<ApiKey>();
        await using var command = source.CreateCommand("SELECT key_id, name, role, hash FROM product.api_keys WHERE revoked IS NULL");
        await using var row = await command.ExecuteReaderAsync(ct);
        while (await row.ReadAsync(ct)) keys.Add(Read(row));
        return keys;
    }

    private static ApiKey Read(NpgsqlDataReader row) => new(row.GetString(0), row.GetString(1), row.GetString(2), row.GetFieldValue<byte[]>(3));
}
