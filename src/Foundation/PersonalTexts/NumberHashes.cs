using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace PackageBilling.Foundation;

/// <summary>
/// Names phone numbers without telling them: a hash under a key of the carrier's, wrapped like the customers' keys.
/// The same number has the same hash whichever customer has it, so one can tell that it has an owner already, or that
/// two have the same.
/// </summary>
public sealed class NumberHashes(NpgsqlDataSource source, EncryptionKeys encryption)
{
    /// <summary>Where the key is, wrapped.</summary>
    public static readonly WrappedKeyTable Table = new("vault.carrier_key", "'carrier'");

    /// <summary>The statement that creates the table.</summary>
    internal const string Sql = """
        CREATE TABLE vault.carrier_key (
            one boolean PRIMARY KEY DEFAULT true CHECK (one), key bytea NOT NULL,
            key_id text COLLATE "C" NOT NULL REFERENCES vault.encryption_keys)
        """;

    // Bytes of a hash that are kept: more than any number of phone numbers can make collide.
    private const int HashBytes = 16;
    private const string Owner = "carrier";

    private byte[]? _key;

    /// <summary>The hash function, ready to use.</summary>
    public async ValueTask<Func<string, string>> Ready(CancellationToken ct) =>
        Under(_key ??= await Find(ct) ?? await Make(ct));

    /// <summary>The hash function; null while no number has been named.</summary>
    internal async ValueTask<Func<string, string>?> Known(CancellationToken ct) =>
        (_key ??= await Find(ct)) is { } key ? Under(key) : null;

    /// <summary>A hash function under a key.</summary>
    internal static Func<string, string> Under(byte[] key) => number =>
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(number), hash);
        return Base64Url.EncodeToString(hash[..HashBytes]);
    };

    private async Task<byte[]> Make(CancellationToken ct)
    {
        await using var insert = source.CreateCommand(
            "INSERT INTO vault.carrier_key (key, key_id) VALUES ($1, $2) ON CONFLICT DO NOTHING");
        insert.Parameters.Add(
            new() { Value = encryption.Wrap(RandomNumberGenerator.GetBytes(EncryptionKeys.KeyBytes), Owner).Text });
        insert.Parameters.Add(new() { Value = encryption.NewestId });
        await insert.ExecuteNonQueryAsync(ct);
        return (await Find(ct))!;
    }

    private async Task<byte[]?> Find(CancellationToken ct)
    {
        await using var command = source.CreateCommand("SELECT key_id, key FROM vault.carrier_key");
        await using var row = await command.ExecuteReaderAsync(ct);
        return await row.ReadAsync(ct)
            ? encryption.Unwrap(new(row.GetString(0), row.GetFieldValue<byte[]>(1)), Owner) : null;
    }
}
