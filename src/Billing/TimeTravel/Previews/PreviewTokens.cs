using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Npgsql;
using PackageBilling.EventStore;
using PackageBilling.Foundation;

namespace PackageBilling.Billing;

/// <summary>What a preview was made of; the lines follow from it, since deciding is a pure function of it.</summary>
/// <param name="Date">The business date.</param>
/// <param name="Customers">The hash of the customers' ids; null for all.</param>
/// <param name="Position">The position of the log that was decided at.</param>
/// <param name="EngineVersion">The version of the rules.</param>
internal sealed record Preview(DateOnly Date, string? Customers, long Position, string EngineVersion);

/// <summary>
/// Turns previews into tokens and back. A token is signed with a key that all nodes of a database share, so it cannot be made up
/// and nothing has to be kept.
/// </summary>
internal sealed class PreviewTokens(NpgsqlDataSource source)
{
    private byte[]? _key;

    /// <summary>Creates the key; the database's own source of randomness is a cryptographic one.</summary>
    public static Task Upgrade(NpgsqlDataSource source, CancellationToken ct) => SchemaUpgrade.Apply(source, "previews",
    [
        """
        CREATE SCHEMA previews;
        CREATE TABLE previews.signing_key (key bytea NOT NULL);
        INSERT INTO previews.signing_key VALUES (sha256(convert_to(gen_random_uuid()::text || gen_random_uuid()::text, 'UTF8')))
        """,
    ], ct);

    /// <summary>The token of a simulation.</summary>
    public async Task<string> Of(RunTerms terms, long position, CancellationToken ct)
    {
        var content = JsonSerializer.SerializeToUtf8Bytes(new Preview(terms.Date, Hash(terms.CustomerIds), position, ChargeRun.EngineVersion), EventJson.Options);
        return $"{Base64Url.EncodeToString(content)}.{Base64Url.EncodeToString(HMACSHA256.HashData(await Key(ct), content))}";
    }

    /// <summary>The preview behind a token, for the run that is asked for with it.</summary>
    /// <exception cref="RefusedException">It is none of ours, or was made for another date, other customers or other rules.</exception>
    public async Task<Preview> Open(string token, DateOnly date, IReadOnlyList<string>? customerIds, CancellationToken ct)
    {
        var preview = await Read(token, ct) ?? throw Refuse.Because("previewToken", "must be the previewToken of a simulation");
        if (preview.Date != date) throw Refuse.Because("previewToken", $"was made for {Dates.Text(preview.Date)}");
        if (preview.Customers != Hash(customerIds)) throw Refuse.Because("previewToken", "was made for other customers");
        return preview.EngineVersion == ChargeRun.EngineVersion ? preview
            : throw Refuse.Conflict("previewToken", $"was made by the rules of version {preview.EngineVersion}, which are no longer in use; simulate again");
    }

    private async Task<Preview?> Read(string token, CancellationToken ct)
    {
        try
        {
            if (token.Split('.') is not [var content, var signature]) return null;
            var (bytes, signed) = (Base64Url.DecodeFromChars(content), Base64Url.DecodeFromChars(signature));
            return CryptographicOperations.FixedTimeEquals(HMACSHA256.HashData(await Key(ct), bytes), signed)
                ? JsonSerializer.Deserialize<Preview>(bytes, EventJson.Options)
                : null;
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private static string? Hash(IReadOnlyList<string>? customerIds) => customerIds is null ? null
        : Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', customerIds))));

    private async Task<byte[]> Key(CancellationToken ct)
    {
        if (_key is { } known) return known;
        await using var command = source.CreateCommand("SELECT key FROM previews.signing_key");
        return _key = (byte[])(await command.ExecuteScalarAsync(ct))!;
    }
}
