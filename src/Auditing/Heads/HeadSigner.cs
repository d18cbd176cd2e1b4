using System.Security.Cryptography;
using System.Text;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Crypto.Signers;
using Org.BouncyCastle.Security;
using Org.BouncyCastle.X509;

namespace PackageBilling.Auditing.Heads;

/// <summary>
/// Signs heads with Ed25519 (RFC 8032), so that whoever is handed one can prove which host it came from. What is signed
/// is the line <c>packagebilling.head.1</c>, a line feed, and the head. Signatures are base64.
/// </summary>
internal sealed class HeadSigner
{
    private readonly Ed25519PrivateKeyParameters? _key;

    private HeadSigner(Ed25519PrivateKeyParameters? key)
    {
        _key = key;
        PublicKey = key is null ? null
            : PemEncoding.WriteString("PUBLIC KEY",
                SubjectPublicKeyInfoFactory.CreateSubjectPublicKeyInfo(key.GeneratePublicKey()).GetDerEncoded());
    }

    /// <summary>Signs nothing.</summary>
    public static HeadSigner None { get; } = new(null);

    /// <summary>The public half as PEM; null when nothing is signed.</summary>
    public string? PublicKey { get; }

    /// <summary>Reads a private key as <c>openssl genpkey -algorithm ed25519</c> writes it.</summary>
    /// <exception cref="InvalidOperationException">It is not such a key.</exception>
    public static HeadSigner Load(string path)
    {
        try
        {
            return PrivateKeyFactory.CreateKey(
                Der(File.ReadAllText(path), "PRIVATE KEY")) is Ed25519PrivateKeyParameters key
                ? new(key)
                : throw new InvalidOperationException($"Audit:SigningKeyFile: {path} is not an Ed25519 key.");
        }
        catch (Exception e) when (e is not InvalidOperationException)
        {
            throw new InvalidOperationException(
                $"Audit:SigningKeyFile: {path} cannot be read as an Ed25519 private key in PEM: {e.Message}", e);
        }
    }

    /// <summary>The signature of a head; null when there is no head, or nothing is signed.</summary>
    public string? Sign(string? head)
    {
        if (_key is null || head is null) return null;
        var (signer, message) = (new Ed25519Signer(), Message(head));
        signer.Init(forSigning: true, _key);
        signer.BlockUpdate(message, 0, message.Length);
        return Convert.ToBase64String(signer.GenerateSignature());
    }

    /// <summary>Whether a signature is of a head and was made with the private half of a key.</summary>
    /// <exception cref="FormatException">The key is no Ed25519 public key in PEM.</exception>
    public static bool IsSignedBy(string publicKey, string head, string signature)
    {
        Ed25519PublicKeyParameters? key;
        try
        {
            key = PublicKeyFactory.CreateKey(Der(publicKey, "PUBLIC KEY")) as Ed25519PublicKeyParameters;
        }
        catch (Exception e) when (e is ArgumentException or IOException or SecurityUtilityException
            or InvalidCastException)
        {
            throw new FormatException("The public key cannot be read.", e);
        }
        if (key is null) throw new FormatException("The public key is not an Ed25519 key.");
        var bytes = new byte[Ed25519PublicKeyParameters.KeySize * 2];
        if (!Convert.TryFromBase64String(signature, bytes, out var length) || length != bytes.Length) return false;
        var (signer, message) = (new Ed25519Signer(), Message(head));
        signer.Init(forSigning: false, key);
        signer.BlockUpdate(message, 0, message.Length);
        return signer.VerifySignature(bytes);
    }

    private static byte[] Message(string head) => Encoding.UTF8.GetBytes($"packagebilling.head.1\n{head}");

    private static byte[] Der(string pem, string label)
    {
        var fields = PemEncoding.Find(pem);
        return pem[fields.Label] == label
            ? Convert.FromBase64String(pem[fields.Base64Data])
            : throw new FormatException($"It is not a {label}.");
    }
}
