using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace PackageBilling.Foundation;

/// <summary>
/// The key under which a customer's personal texts are encrypted: deterministic authenticated encryption with a
/// synthetic initialization vector (as RFC 5297), with HMAC-SHA-256 as its pseudorandom function, also in counter
/// mode. Deleting the key erases the texts wherever their tokens are. Safe for any number of threads.
/// </summary>
public sealed class CustomerKey
{
    /// <summary>What is shown of a text whose key was deleted.</summary>
    public const string Erased = "erased";

    /// <summary>The length of a key in bytes.</summary>
    public const int KeyBytes = 32;

    private readonly int _number;
    private readonly byte[]? _prove;
    private readonly byte[]? _encrypt;
    private readonly byte[]? _calls;

    /// <param name="customerId">The customer.</param>
    /// <param name="number">The key's own number, which tokens name it by.</param>
    /// <param name="key">The key; null once it was deleted.</param>
    internal CustomerKey(string customerId, int number, byte[]? key)
    {
        (CustomerId, _number) = (customerId, number);
        if (key is null) return;
        (_prove, _encrypt, _calls) =
            (Derive(key, "personal text vector"u8), Derive(key, "personal text cipher"u8), Derive(key, "calls"u8));
    }

    /// <summary>A key made from a caller's own secret and never stored: what it seals can't be read later.</summary>
    internal static CustomerKey Unstored(string customerId, byte[] secret) =>
        new(customerId, 0, Derive(secret, Encoding.UTF8.GetBytes(customerId)));

    /// <summary>The customer.</summary>
    public string CustomerId { get; }

    /// <summary>Whether the key was deleted.</summary>
    public bool IsErased => _prove is null;

    /// <summary>The secret that the contents of the customer's calls are hashed under.</summary>
    /// <exception cref="ProblemException">The customer was erased.</exception>
    public ReadOnlySpan<byte> CallSecret => _calls ?? throw Erasure();

    /// <summary>The token of a text.</summary>
    /// <exception cref="ProblemException">The customer was erased: nothing personal can be recorded of it any
    /// more.</exception>
    public string Seal(string text)
    {
        if (_prove is null || _encrypt is null) throw Erasure();
        var bytes = PersonalToken.Bytes(text);
        if (bytes.Length > PersonalToken.MaxTextBytes + 1)
            throw new ArgumentException("The text is too long for a token.", nameof(text));
        Span<byte> vector = stackalloc byte[SHA256.HashSizeInBytes];
        HMACSHA256.HashData(_prove, bytes, vector);
        Apply(_encrypt, vector[..PersonalToken.VectorBytes], bytes);
        return PersonalToken.Write(_number, vector[..PersonalToken.VectorBytes], bytes);
    }

    /// <summary>
    /// The text of a token of this key; <see cref="Erased"/> once the key was deleted; null for what is no token of
    /// it.
    /// </summary>
    internal string? Open(ReadOnlySpan<byte> vectorAndCipher)
    {
        if (_prove is null || _encrypt is null) return Erased;
        var vector = vectorAndCipher[..PersonalToken.VectorBytes];
        var bytes = vectorAndCipher[PersonalToken.VectorBytes..].ToArray();
        Apply(_encrypt, vector, bytes);
        Span<byte> proof = stackalloc byte[SHA256.HashSizeInBytes];
        HMACSHA256.HashData(_prove, bytes, proof);
        return CryptographicOperations.FixedTimeEquals(proof[..PersonalToken.VectorBytes], vector)
            ? PersonalToken.Text(bytes) : null;
    }

    private static void Apply(byte[] key, ReadOnlySpan<byte> vector, Span<byte> bytes)
    {
        Span<byte> counter = stackalloc byte[PersonalToken.VectorBytes + 4];
        vector.CopyTo(counter);
        Span<byte> stream = stackalloc byte[SHA256.HashSizeInBytes];
        for (var block = 0; block * stream.Length < bytes.Length; block++)
        {
            BinaryPrimitives.WriteInt32BigEndian(counter[PersonalToken.VectorBytes..], block);
            HMACSHA256.HashData(key, counter, stream);
            var part = bytes[(block * stream.Length)..];
            for (var i = 0; i < part.Length && i < stream.Length; i++) part[i] ^= stream[i];
        }
    }

    private static byte[] Derive(byte[] key, ReadOnlySpan<byte> use) => HMACSHA256.HashData(key, use);

    private ProblemException Erasure() =>
        Problem.Conflict("customerId", $"customer {CustomerId} was erased; nothing more can be recorded for it");
}
