using System.Security.Cryptography;

namespace PackageBilling.Foundation;

/// <summary>AES-GCM in one piece: a random nonce, the tag, and the cipher text, one after the other.</summary>
public static class SealedBytes
{
    /// <summary>The length of the tag in bytes, which a cipher is made with.</summary>
    public const int TagBytes = 16;

    private const int NonceBytes = 12, Header = NonceBytes + TagBytes;

    /// <summary>Encrypts a text.</summary>
    /// <param name="cipher">Made with the key and <see cref="TagBytes"/>.</param>
    /// <param name="text">The text.</param>
    /// <param name="owner">What the text belongs to: it can be opened for the same owner only.</param>
    public static byte[] Seal(AesGcm cipher, ReadOnlySpan<byte> text, ReadOnlySpan<byte> owner)
    {
        var sealedText = new byte[Header + text.Length];
        RandomNumberGenerator.Fill(sealedText.AsSpan(0, NonceBytes));
        cipher.Encrypt(sealedText.AsSpan(0, NonceBytes), text, sealedText.AsSpan(Header),
            sealedText.AsSpan(NonceBytes, TagBytes), owner);
        return sealedText;
    }

    /// <summary>Encrypts a text under a key of 32 bytes that is used once.</summary>
    public static byte[] Seal(byte[] key, ReadOnlySpan<byte> text, ReadOnlySpan<byte> owner)
    {
        using var cipher = new AesGcm(key, TagBytes);
        return Seal(cipher, text, owner);
    }

    /// <summary>The text of <see cref="Seal(AesGcm, ReadOnlySpan{byte}, ReadOnlySpan{byte})"/>.</summary>
    /// <exception cref="CryptographicException">It's too short, was altered, or is of another key or owner.</exception>
    public static byte[] Open(AesGcm cipher, ReadOnlySpan<byte> sealedText, ReadOnlySpan<byte> owner)
    {
        if (sealedText.Length < Header) throw new AuthenticationTagMismatchException("An encrypted text is too short.");
        var text = new byte[sealedText.Length - Header];
        cipher.Decrypt(sealedText[..NonceBytes], sealedText[Header..], sealedText[NonceBytes..Header], text, owner);
        return text;
    }

    /// <summary>The text that was encrypted under a key.</summary>
    /// <exception cref="CryptographicException">It's too short, was altered, or is of another key or owner.</exception>
    public static byte[] Open(byte[] key, ReadOnlySpan<byte> sealedText, ReadOnlySpan<byte> owner)
    {
        using var cipher = new AesGcm(key, TagBytes);
        return Open(cipher, sealedText, owner);
    }
}
