using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace PackageBilling.Host;

/// <summary>
/// Signatures as Standard Webhooks writes them (https://www.standardwebhooks.com): <c>v1,</c> and the Base64
/// HMAC-SHA256 of <c>id.timestamp.body</c>. A secret in that standard's form, <c>whsec_</c> and Base64, stands for the
/// bytes it encodes; any other one for its UTF-8.
/// </summary>
internal static class StandardSignature
{
    private const string Prefix = "whsec_";

    /// <summary>The bytes that a secret in the standard's form may stand for; the standard's own bounds.</summary>
    private const int FewestBytes = 24, MostBytes = 64;

    /// <summary>Whether a secret can be signed with: one that begins in the standard's form must
    /// be in that form.</summary>
    public static bool IsSecret(string secret) => !secret.StartsWith(Prefix, StringComparison.Ordinal)
        || Decoded(secret) is { Length: >= FewestBytes and <= MostBytes };

    /// <summary>The key that a secret stands for.</summary>
    public static byte[] KeyOf(string secret) =>
        secret.StartsWith(Prefix, StringComparison.Ordinal) && Decoded(secret) is { } key
            ? key : Encoding.UTF8.GetBytes(secret);

    public static string Of(string secret, string id, long timestamp, string body) => "v1," + Convert.ToBase64String(
        HMACSHA256.HashData(KeyOf(secret),
            Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{id}.{timestamp}.{body}"))));

    private static byte[]? Decoded(string secret)
    {
        var key = new byte[secret.Length];
        return Convert.TryFromBase64String(secret[Prefix.Length..], key, out var length) ? key[..length] : null;
    }
}
