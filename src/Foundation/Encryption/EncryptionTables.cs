namespace PackageBilling.Foundation;

/// <summary>
/// Which key-encryption keys a database's data keys are wrapped under. Every wrapped key refers to its row here, so a
/// key that was dropped can't come back by way of a node that still has it.
/// </summary>
public static class EncryptionTables
{
    /// <summary>Creates the tables; before all other tables that hold wrapped keys.</summary>
    public static Task Upgrade(NpgsqlDataSource source, CancellationToken ct) => SchemaUpgrade.Apply(
        source, "encryption",
    [
        $"""
        CREATE SCHEMA vault;
        CREATE TABLE vault.encryption_keys (key_id text COLLATE "C" PRIMARY KEY,
            first_used timestamptz NOT NULL DEFAULT now());
        {CustomerKeys.Sql};
        {NumberHashes.Sql}
        """,
    ], ct);

    /// <summary>The ids of the keys that data keys may be wrapped under.</summary>
    public static async Task<IReadOnlyCollection<string>> Known(NpgsqlDataSource source, CancellationToken ct)
    {
        await using var connection = await source.OpenConnectionAsync(ct);
        return await Known(connection, null, ct);
    }

    /// <summary>Admits a node's keys to a database: the newest is the one to wrap with from now on.</summary>
    /// <exception cref="EncryptionKeyException">The database uses a key that the node does not have; nothing was
    /// changed.</exception>
    public static async Task Admit(NpgsqlDataSource source, EncryptionKeys keys, CancellationToken ct)
    {
        await using var connection = await source.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        // Two nodes with different keys that start on an empty database at once: only one is admitted.
        await using (var alone = new NpgsqlCommand(
            "LOCK TABLE vault.encryption_keys IN EXCLUSIVE MODE", connection, transaction))
            await alone.ExecuteNonQueryAsync(ct);
        var missing = (await Known(connection, transaction, ct)).Except(keys.Ids).ToList();
        if (missing.Count > 0)
            throw new EncryptionKeyException(
                $"This database has data encrypted under key {string.Join(", ", missing)}, "
                + $"and this node has {string.Join(", ", keys.Ids)} only. Give it the key file that the "
                + "database was used with (Encryption:KeyFile or Encryption:Key); after a change of keys, keep the old "
                + "key beside the new one until 'keys rewrap' is done.");
        await using var admit = new NpgsqlCommand(
            "INSERT INTO vault.encryption_keys (key_id) VALUES ($1) ON CONFLICT DO NOTHING", connection, transaction)
        { Parameters = { new() { Value = keys.NewestId } } };
        await admit.ExecuteNonQueryAsync(ct);
        await transaction.CommitAsync(ct);
    }

    private static async Task<List<string>> Known(
        NpgsqlConnection connection, NpgsqlTransaction? transaction, CancellationToken ct)
    {
        var ids = new List<string>();
        await using var command = new NpgsqlCommand(
            "SELECT key_id FROM vault.encryption_keys ORDER BY first_used, key_id", connection, transaction);
        await using var rows = await command.ExecuteReaderAsync(ct);
        while (await rows.ReadAsync(ct)) ids.Add(rows.GetString(0));
        return ids;
    }
}
