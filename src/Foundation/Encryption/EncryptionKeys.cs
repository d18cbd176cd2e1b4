using System.Security.Cryptography;
using System.Text;

namespace PackageBilling.Foundation;

/// <summary>A data key as the database holds it: encrypted under one of the key-encryption keys.</summary>
/// <param name="KeyId">The id of the key-encryption key.</param>
/// <param name="Text">Version, nonce, tag and cipher text.</param>
public readonly record struct WrappedKey(string KeyId, byte[] Text);

/// <summary>
/// The key-encryption keys of this node, newest first. They are never stored in the database: the database alone is not
/// enough to unwrap its data keys. The newest key wraps; the older ones only unwrap what was wrapped
/// before they were replaced.
/// </summary>
public sealed class EncryptionKeys
{
    /// <summary>The length of a key in bytes.</summary>
    public const int KeyBytes = 32;

    private const byte Version = 1;

    private readonly List<(string Id, byte[] Key)> _keys;

    /// <param name="keys">At least one key of <see cref="KeyBytes"/> bytes, newest first. Repeats are ignored.</param>
    public EncryptionKeys(IEnumerable<byte[]> keys)
    {
        _keys = [.. keys.Select(key => (Id: IdOf(key), key)).DistinctBy(key => key.Id)];
        if (_keys.Count == 0 || _keys.Exists(key => key.Key.Length != KeyBytes))
            throw new ArgumentException($"An encryption key has {KeyBytes} bytes.", nameof(keys));
    }

    /// <summary>The id of the key that wraps.</summary>
    public string NewestId => _keys[0].Id;

    /// <summary>The ids of all keys, newest first. An id says nothing about its key.</summary>
    public IReadOnlyList<string> Ids => _keys.ConvertAll(key => key.Id);

    /// <summary>The data key encrypted under the newest key.</summary>
    /// <param name="key">The data key.</param>
    /// <param name="owner">What the key belongs to: it can be unwrapped for the same owner only.</param>
    public WrappedKey Wrap(ReadOnlySpan<byte> key, string owner) =>
        new(NewestId, [Version, .. SealedBytes.Seal(_keys[0].Key, key, Encoding.UTF8.GetBytes(owner))]);

    /// <summary>The data key in the clear.</summary>
    /// <exception cref="EncryptionKeyException">This node does not have the key-encryption key, or the stored key was
    /// altered.</exception>
    public byte[] Unwrap(WrappedKey wrapped, string owner)
    {
        if (_keys.Find(key => key.Id == wrapped.KeyId).Key is not { } encryptionKey)
            throw new EncryptionKeyException(
                $"A data key is encrypted under encryption key {wrapped.KeyId}, "
                + $"which this node doesn't have (it has {string.Join(", ", Ids)}). "
                + "Give every node the same encryption keys and restart it.");
        if (wrapped.Text is not [Version, ..])
            throw new EncryptionKeyException($"The stored data key of {owner} has an unknown format.");
        try
        {
            return SealedBytes.Open(encryptionKey, wrapped.Text.AsSpan(1), Encoding.UTF8.GetBytes(owner));
        }
        catch (AuthenticationTagMismatchException e)
        {
            throw new EncryptionKeyException($"The stored data key of {owner} was altered.", e);
        }
    }

    private static string IdOf(byte[] key) =>
        Convert.ToHexStringLower(SHA256.HashData([.. "encryption key id"u8, .. key]), 0, 8);
}

/// <summary>An encryption key is missing, wrong, or cannot be read; the message says what to do.</summary>
public sealed class EncryptionKeyException(string message, Exception? inner = null)
    : InvalidOperationException(message, inner);
