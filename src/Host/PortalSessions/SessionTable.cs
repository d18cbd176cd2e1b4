namespace PackageBilling.Host;

/// <summary>
/// Where the portal's sessions are kept: by the SHA-256 of the id, so that whoever reads the table cannot use a
/// session, and with the visitor's key encrypted under a key that only the id gives.
/// </summary>
internal static class SessionTable
{
    /// <summary>A session as it is kept.</summary>
    internal sealed record Row(string KeyId, byte[] Secret, DateTimeOffset ExpiresAt, DateTimeOffset LastUsed);

    public static Task Upgrade(NpgsqlDataSource source, CancellationToken ct) => SchemaUpgrade.Apply(
        source, "portal_sessions",
    [
        """
        CREATE TABLE product.portal_sessions (
            id_hash bytea PRIMARY KEY, key_id text NOT NULL, secret bytea NOT NULL, created timestamptz NOT NULL,
            expires timestamptz NOT NULL,
            last_used timestamptz NOT NULL);
        CREATE INDEX portal_sessions_key ON product.portal_sessions (key_id);
        CREATE INDEX portal_sessions_expires ON product.portal_sessions (expires)
        """,
    ], ct);

    /// <summary>Adds a session, and removes those that are over.</summary>
    public static async Task Add(NpgsqlDataSource source, byte[] hash, Row row, TimeSpan idle, CancellationToken ct)
    {
        await using var batch = source.CreateBatch();
        batch.BatchCommands.Add(new("DELETE FROM product.portal_sessions WHERE expires <= $1 OR last_used <= $2")
        {
            Parameters = { new() { Value = row.LastUsed.UtcDateTime },
                new() { Value = (row.LastUsed - idle).UtcDateTime } }
        });
        batch.BatchCommands.Add(new("""
            INSERT INTO product.portal_sessions (id_hash, key_id, secret, created, expires, last_used)
            VALUES ($1, $2, $3, $4, $5, $4)
            """)
        {
            Parameters =
            {
                new() { Value = hash },
                new() { Value = row.KeyId },
                new() { Value = row.Secret },
                new() { Value = row.LastUsed.UtcDateTime },
                new() { Value = row.ExpiresAt.UtcDateTime },
            },
        });
        await batch.ExecuteNonQueryAsync(ct);
    }

    public static async Task<Row?> Find(NpgsqlDataSource source, byte[] hash, CancellationToken ct)
    {
        await using var command = source.CreateCommand(
            "SELECT key_id, secret, expires, last_used FROM product.portal_sessions WHERE id_hash = $1");
        command.Parameters.Add(new() { Value = hash });
        await using var row = await command.ExecuteReaderAsync(ct);
        return await row.ReadAsync(ct)
            ? new(row.GetString(0), row.GetFieldValue<byte[]>(1), row.GetFieldValue<DateTimeOffset>(2),
                row.GetFieldValue<DateTimeOffset>(3))
            : null;
    }

    public static async Task Touch(NpgsqlDataSource source, byte[] hash, DateTimeOffset now, CancellationToken ct)
    {
        await using var command = source.CreateCommand(
            "UPDATE product.portal_sessions SET last_used = greatest(last_used, $2) WHERE id_hash = $1");
        command.Parameters.AddValues(hash, now.UtcDateTime);
        await command.ExecuteNonQueryAsync(ct);
    }

    public static async Task End(NpgsqlDataSource source, byte[] hash, CancellationToken ct)
    {
        await using var command = source.CreateCommand("DELETE FROM product.portal_sessions WHERE id_hash = $1");
        command.Parameters.Add(new() { Value = hash });
        await command.ExecuteNonQueryAsync(ct);
    }

    /// <summary>Ends all sessions of a key.</summary>
    public static async Task EndAll(NpgsqlConnection connection, string keyId, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand("DELETE FROM product.portal_sessions WHERE key_id = $1", connection)
        { Parameters = { new() { Value = keyId } } };
        await command.ExecuteNonQueryAsync(ct);
    }
}
