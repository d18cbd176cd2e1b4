using System.Security.Cryptography;
using System.Text;

namespace PackageBilling.Host;

/// <summary>
/// Secrets as they are stored. They have to be known in full to sign with, so they are encrypted (AES-256-GCM) under a
/// key derived from the configuration's <c>Webhooks:SecretKey</c>; without one they are stored as they are, guarded as
/// the rest of the database is.
/// </summary>
internal sealed class WebhookSecrets
{
    private const byte Plain = 0, Encrypted = 1;

    private readonly byte[]? _key;

    public WebhookSecrets(IConfiguration configuration) =>
        _key = configuration["Webhooks:SecretKey"] is { Length: > 0 } given
            ? HKDF.DeriveKey(
                HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(given), 32, info: "webhook secrets"u8.ToArray())
            : null;

    /// <summary>The stored form of a webhook's secret; it can be opened for that webhook only.</summary>
    public byte[] Seal(string webhookId, string secret)
    {
        var text = Encoding.UTF8.GetBytes(secret);
        if (_key is null) return [Plain, .. text];
        return [Encrypted, .. SealedBytes.Seal(_key, text, Encoding.UTF8.GetBytes(webhookId))];
    }

    /// <exception cref="CryptographicException">It was stored under another key.</exception>
    public byte[] Open(string webhookId, byte[] stored)
    {
        if (stored[0] == Plain) return stored[1..];
        if (_key is null) throw new CryptographicException("the secret is encrypted and Webhooks:SecretKey is not set");
        return SealedBytes.Open(_key, stored.AsSpan(1), Encoding.UTF8.GetBytes(webhookId));
    }
}
