using System.Security.Cryptography;

namespace PackageBilling.Billing;

/// <summary>SHA-256 of short texts by the million, such as the lines of a run: of a text that short it is the call that takes time, not the hash.</summary>
internal static class ShortHash
{
    /// <summary>Up to here a text is short: a garbage collection waits for its hash to end, and with a longer one the call weighs little.</summary>
    internal const int ShortBytes = 1_024;

    [ThreadStatic]
    private static IncrementalHash? s_hash;

    /// <summary>Writes the hash of a text.</summary>
    /// <param name="text">What is hashed.</param>
    /// <param name="into">Gets the hash in its first 32 bytes.</param>
    /// <exception cref="ArgumentException">There is less room than that.</exception>
    public static void Write(ReadOnlySpan<byte> text, Span<byte> into)
    {
        // Before anything is hashed, or it would be a part of the next one.
        if (into.Length < SHA256.HashSizeInBytes) throw new ArgumentException("A hash takes 32 bytes.", nameof(into));
        if (text.Length <= ShortBytes && OpenSslSha256.IsHere) OpenSslSha256.Write(text, into);
        else WriteByFramework(text, into);
    }

    /// <summary>The same without OpenSSL's own functions: each thread uses one hash again and again, since to make one costs more than to hash a line.</summary>
    internal static void WriteByFramework(ReadOnlySpan<byte> text, Span<byte> into)
    {
        var hash = s_hash ??= IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(text);
        hash.GetHashAndReset(into);
    }
}
