using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace PackageBilling.Host;

/// <summary>A key as it is kept: without the secret that the caller sends.</summary>
/// <param name="KeyId">Its id, which no other key ever has.</param>
/// <param name="Name">Who uses it.</param>
/// <param name="Role">What it may do.</param>
/// <param name="Hash">SHA-256 of the secret.</param>
/// <param name="ExpiresAt">From when on it no longer works; null for never.</param>
internal sealed record ApiKey(string KeyId, string Name, string Role, byte[] Hash, DateTimeOffset? ExpiresAt = null)
{
    private const int SecretBytes = 32;

    /// <summary>A new secret of 256 random bits. It is derived from nothing and kept nowhere.</summary>
    public static string NewSecret() => $"pb_{Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SecretBytes))}";

    /// <summary>What a secret is kept as.</summary>
    public static byte[] HashOf(string secret) => SHA256.HashData(Encoding.UTF8.GetBytes(secret));

    /// <summary>Whether the key has expired by now.</summary>
    public bool HasExpired(DateTimeOffset now) => ExpiresAt <= now;
}
