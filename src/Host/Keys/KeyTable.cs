namespace PackageBilling.Host;

/// <summary>
/// Where keys are kept: as SHA-256 of the key. A slow, salted hash guards passwords, which can be guessed; a key of 256
/// random bits cannot, so the plain hash gives nothing away and costs a request next to nothing.
/// </summary>
internal static class KeyTable
{
    private const string Columns = "key_id, name, role, hash, expires";

    // Names that look alike exclude each other until one of them is revoked; an expired key keeps its name until then.
    public static Task Upgrade(NpgsqlDataSource source, CancellationToken ct) => SchemaUpgrade.Apply(source, "keys",
    [
        """
        CREATE TABLE product.api_keys (
            key_id text PRIMARY KEY, name text NOT NULL, skeleton text NOT NULL, role text NOT NULL,
            hash bytea NOT NULL UNIQUE,
            created timestamptz NOT NULL, expires timestamptz NULL, last_used timestamptz NULL,
            revoked timestamptz NULL);
        CREATE UNIQUE INDEX api_keys_live_skeleton ON product.api_keys (skeleton) WHERE revoked IS NULL
        """,
    ], ct);

    /// <summary>
    /// Whether the key was added; not when a key that isn't revoked has its name or one that looks like it.
    /// </summary>
    public static async Task<bool> Add(
        NpgsqlConnection connection, ApiKey key, DateTimeOffset now, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand("""
            INSERT INTO product.api_keys (key_id, name, skeleton, role, hash, created, expires)
            VALUES ($1, $2, $3, $4, $5, $6, $7)
            ON CONFLICT (skeleton) WHERE revoked IS NULL DO NOTHING
            """, connection)
        {
            Parameters =
            {
                new() { Value = key.KeyId },
                new() { Value = key.Name },
                new() { Value = ActorNames.Skeleton(key.Name) },
                new() { Value = key.Role },
                new() { Value = key.Hash },
                new() { Value = now.UtcDateTime },
                new() { Value = key.ExpiresAt?.UtcDateTime ?? (object)DBNull.Value,
                    NpgsqlDbType = NpgsqlDbType.TimestampTz },
            },
        };
        return await command.ExecuteNonQueryAsync(ct) == 1;
    }

    /// <summary>The name of the key that isn't revoked and looks like this one; null when there is none.</summary>
    public static async Task<string?> NameLike(NpgsqlConnection connection, string name, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            "SELECT name FROM product.api_keys WHERE skeleton = $1 AND revoked IS NULL", connection)
        { Parameters = { new() { Value = ActorNames.Skeleton(name) } } };
        return await command.ExecuteScalarAsync(ct) as string;
    }

    /// <summary>Whether a key is revoked; null when there is no such key.</summary>
    public static async Task<bool?> IsRevoked(NpgsqlDataSource source, string keyId, CancellationToken ct)
    {
        await using var command = source.CreateCommand(
            "SELECT revoked IS NOT NULL FROM product.api_keys WHERE key_id = $1");
        command.Parameters.Add(new() { Value = keyId });
        return await command.ExecuteScalarAsync(ct) as bool?;
    }

    /// <summary>Whether it was this that revoked the key.</summary>
    public static async Task<bool> Revoke(
        NpgsqlConnection connection, string keyId, DateTimeOffset now, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            "UPDATE product.api_keys SET revoked = $2 WHERE key_id = $1 AND revoked IS NULL", connection)
        { Parameters = { new() { Value = keyId }, new() { Value = now.UtcDateTime } } };
        return await command.ExecuteNonQueryAsync(ct) == 1;
    }

    /// <summary>The keys that are neither revoked nor expired.</summary>
    public static async Task<IReadOnlyList<ApiKey>> InForce(
        NpgsqlDataSource source, DateTimeOffset now, CancellationToken ct)
    {
        var keys = new List<ApiKey>();
        await using var command = source.CreateCommand(
            $"SELECT {Columns} FROM product.api_keys WHERE revoked IS NULL AND (expires IS NULL OR expires > $1)");
        command.Parameters.Add(new() { Value = now.UtcDateTime });
        await using var row = await command.ExecuteReaderAsync(ct);
        while (await row.ReadAsync(ct))
            keys.Add(new(row.GetString(0), row.GetString(1), row.GetString(2), row.GetFieldValue<byte[]>(3),
                row.IsDBNull(4) ? null : row.GetFieldValue<DateTimeOffset>(4)));
        return keys;
    }
}
