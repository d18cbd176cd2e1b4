namespace PackageBilling.Foundation;

/// <summary>
/// The answers already given, per caller (the id of its API key) and idempotency key, written in the transaction of the
/// command's events. So a command is carried out once, and every repeat gets the same answer,
/// whatever fails in between.
/// </summary>
public static class IdempotencyKeys
{
    /// <summary>How long a repeat is recognised. Longer than any retrying client; the table stays small.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromDays(30);

    internal const string PrimaryKey = "idempotency_keys_pkey";

    /// <summary>In place of the answer to a request that only reads: its repeat is answered anew.</summary>
    internal const string NoAnswer = "null";

    /// <summary>Creates the table.</summary>
    public static Task Upgrade(NpgsqlDataSource source, CancellationToken ct) => SchemaUpgrade.Apply(source, "receipts",
    [
        """
        CREATE TABLE product.idempotency_keys (
            caller text NOT NULL, key text NOT NULL, command_hash bytea NOT NULL, answer jsonb NOT NULL,
            recorded timestamptz NOT NULL DEFAULT now(), CONSTRAINT idempotency_keys_pkey PRIMARY KEY (caller, key));
        CREATE INDEX idempotency_keys_recorded ON product.idempotency_keys (recorded)
        """,
    ], ct);

    /// <summary>Forgets what is older than <see cref="Kept"/>.</summary>
    public static async Task Prune(NpgsqlDataSource source, DateTimeOffset now, CancellationToken ct)
    {
        await using var command = source.CreateCommand("DELETE FROM product.idempotency_keys WHERE recorded < $1");
        command.Parameters.Add(new() { Value = (now - Kept).UtcDateTime });
        await command.ExecuteNonQueryAsync(ct);
    }

    internal static async Task<(byte[] CommandHash, string Answer)?> Find(
        NpgsqlDataSource source, RequestContext context, CancellationToken ct)
    {
        await using var command = source.CreateCommand(
            "SELECT command_hash, answer::text FROM product.idempotency_keys WHERE caller = $1 AND key = $2");
        command.Parameters.AddValues(context.Caller, context.IdempotencyKey);
        await using var reader = await command.ExecuteReaderAsync(ct);
        return await reader.ReadAsync(ct) ? (reader.GetFieldValue<byte[]>(0), reader.GetString(1)) : null;
    }

    /// <summary>Binds a key to a request that has written nothing. Of two requests at the same time,
    /// the first gets it.</summary>
    internal static async Task Bind(
        NpgsqlDataSource source, RequestContext context, byte[] commandHash, CancellationToken ct)
    {
        await using var command = source.CreateCommand(
            "INSERT INTO product.idempotency_keys (caller, key, command_hash, answer) "
                + $"VALUES ($1, $2, $3, '{NoAnswer}') ON CONFLICT DO NOTHING");
        command.Parameters.AddValues(context.Caller, context.IdempotencyKey, commandHash);
        await command.ExecuteNonQueryAsync(ct);
    }

    internal static async Task Insert(
        NpgsqlConnection connection, RequestContext context, byte[] commandHash, byte[] answer, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            "INSERT INTO product.idempotency_keys (caller, key, command_hash, answer) VALUES ($1, $2, $3, $4)",
            connection)
        {
            Parameters =
            {
                new() { Value = context.Caller },
                new() { Value = context.IdempotencyKey },
                new() { Value = commandHash },
                new() { Value = answer, NpgsqlDbType = NpgsqlDbType.Jsonb },
            },
        };
        await command.ExecuteNonQueryAsync(ct);
    }
}
