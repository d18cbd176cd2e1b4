namespace PackageBilling.Foundation;

/// <summary>A table of wrapped keys, in its columns <c>key</c> and <c>key_id</c>.</summary>
/// <param name="Name">Its name with its schema.</param>
/// <param name="OwnerSql">The owner that a row's key is wrapped for, computed of the row's other columns.</param>
public sealed record WrappedKeyTable(string Name, string OwnerSql);

/// <summary>
/// Wraps data keys that are wrapped under an older key-encryption key under the newest one. What is encrypted under
/// the data keys is not touched. Any number of nodes may do it at once, beside all other work.
/// </summary>
public sealed class RewrapKeys(NpgsqlDataSource source, EncryptionKeys keys, IEnumerable<WrappedKeyTable> tables)
{
    /// <summary>Keys in one transaction.</summary>
    public const int KeysAtOnce = 1_000;

    /// <summary>Rewraps some keys; to be repeated while some are left.</summary>
    /// <param name="most">About how many.</param>
    /// <param name="ct">Stops between two transactions; what was done stays done.</param>
    /// <exception cref="EncryptionKeyException">This node lacks a key that data keys are wrapped under.</exception>
    public async Task<RewrappedKeys> Some(int most, CancellationToken ct)
    {
        var done = 0;
        foreach (var table in tables)
            while (done < most)
            {
                var rewrapped = await Some(table, ct);
                done += rewrapped;
                if (rewrapped == 0) break;
            }
        var left = 0L;
        foreach (var table in tables) left += await Left(table, ct);
        return new(keys.NewestId, done, left, left == 0 ? await Drop(ct) : []);
    }

    private async Task<int> Some(WrappedKeyTable table, CancellationToken ct)
    {
        await using var connection = await source.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        var (places, wrapped) = (new List<string>(), new List<byte[]>());
        await using (var select = new NpgsqlCommand($"""
            SELECT ctid::text, {table.OwnerSql}, key_id, key FROM {table.Name}
            WHERE key_id IN (SELECT key_id FROM vault.encryption_keys WHERE key_id <> $1)
            LIMIT {KeysAtOnce} FOR UPDATE SKIP LOCKED
            """, connection, transaction) { Parameters = { new() { Value = keys.NewestId } } })
        {
            await using var rows = await select.ExecuteReaderAsync(ct);
            while (await rows.ReadAsync(ct))
            {
                var owner = rows.GetString(1);
                places.Add(rows.GetString(0));
                wrapped.Add(
                    keys.Wrap(keys.Unwrap(new(rows.GetString(2), rows.GetFieldValue<byte[]>(3)), owner), owner).Text);
            }
        }
        if (places.Count == 0) return 0;
        await using var update = new NpgsqlCommand($"""
            UPDATE {table.Name} t SET key = n.key, key_id = $3
            FROM unnest($1::text[], $2::bytea[]) AS n (place, key) WHERE t.ctid = n.place::tid
            """, connection, transaction)
        {
            Parameters = { new() { Value = places.ToArray() }, new() { Value = wrapped.ToArray() },
                new() { Value = keys.NewestId } }
        };
        await update.ExecuteNonQueryAsync(ct);
        await transaction.CommitAsync(ct);
        return places.Count;
    }

    private async Task<long> Left(WrappedKeyTable table, CancellationToken ct)
    {
        await using var command = source.CreateCommand($"SELECT count(*) FROM {table.Name} WHERE key_id <> $1");
        command.Parameters.Add(new() { Value = keys.NewestId });
        return (long)(await command.ExecuteScalarAsync(ct))!;
    }

    // A node that still wraps with an older key at this moment keeps that key here: its row refers to it.
    private async Task<IReadOnlyList<string>> Drop(CancellationToken ct)
    {
        await using var command = source.CreateCommand(
            "DELETE FROM vault.encryption_keys WHERE key_id <> $1 RETURNING key_id");
        command.Parameters.Add(new() { Value = keys.NewestId });
        var dropped = new List<string>();
        try
        {
            await using var rows = await command.ExecuteReaderAsync(ct);
            while (await rows.ReadAsync(ct)) dropped.Add(rows.GetString(0));
            return dropped;
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.ForeignKeyViolation)
        {
            return [];
        }
    }
}

/// <summary>What a step of a rotation did.</summary>
/// <param name="KeyId">The newest encryption key, which all data keys are being wrapped under.</param>
/// <param name="Rewrapped">Data keys that were wrapped under it now.</param>
/// <param name="Left">Data keys that are still wrapped under an older key.</param>
/// <param name="Dropped">Encryption keys that nothing needs any more: they can be removed from every node's
/// settings.</param>
public sealed record RewrappedKeys(string KeyId, int Rewrapped, long Left, IReadOnlyList<string> Dropped);
