using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace PackageBilling.Host;

/// <summary>A key as it is kept: without the secret that the caller sends.</summary>
internal sealed record ApiKey(string KeyId, string Name, string Role, byte[] Hash)
{
    /// <summary>The name of the administrator whom the configuration, or the first start, gives a key.</summary>
    public const string Administrator = "admin";

    private const int SecretBytes = 32;

    public static string NewSecret() => Sealed(RandomNumberGenerator.GetBytes(SecretBytes));

    /// <summary>
    /// The same secret again for a repeat of the same command by the same caller: it is kept nowhere, so it is derived from the
    /// caller's own.
    /// </summary>
    public static string DerivedSecret(string callersSecret, string keyId) =>
        Sealed(HMACSHA256.HashData(Encoding.UTF8.GetBytes(callersSecret), Encoding.UTF8.GetBytes(keyId)));

    public static byte[] HashOf(string secret) => SHA256.HashData(Encoding.UTF8.GetBytes(secret));

    private static string Sealed(byte[] secret) => $"pb_{Base64Url.EncodeToString(secret)}";
}
