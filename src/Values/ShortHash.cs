using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace PackageBilling.Values;

/// <summary>
/// SHA-256 of short texts by the million, such as the lines of a run. The framework calls OpenSSL by its general
/// functions, which take four times as long as the hash of such a text. On Linux the functions that hash and do nothing
/// else are called instead; where OpenSSL 3 doesn't have its Linux name, the framework is asked.
/// </summary>
/// <remarks>A FIPS provider isn't asked: these functions have no provider.</remarks>
public static class ShortHash
{
    /// <summary>
    /// Up to here a text is short: a garbage collection waits for its hash to end, and with a longer one the call
    /// weighs little.
    /// </summary>
    public const int ShortBytes = 1_024;

    // By the name that OpenSSL 3 has on Linux: another major version may lay its contexts out in another way.
    private const string Library = "libcrypto.so.3";

    // sizeof (SHA256_CTX) is 112 wherever an int has 32 bits.
    private const int ContextBytes = 128;
    private const int Done = 1;

    /// <summary>Whether OpenSSL's own functions are here and hash as the framework does.</summary>
    public static bool IsQuick { get; } = Check();

    /// <summary>Writes the hash of a text.</summary>
    /// <param name="text">What is hashed.</param>
    /// <param name="into">Gets the hash in its first 32 bytes.</param>
    /// <exception cref="ArgumentException">There is less room than that.</exception>
    public static void Write(ReadOnlySpan<byte> text, Span<byte> into)
    {
        if (IsQuick && text.Length <= ShortBytes) WriteQuickly(text, into[..SHA256.HashSizeInBytes]);
        else SHA256.HashData(text, into);
    }

    private static void WriteQuickly(ReadOnlySpan<byte> text, Span<byte> into)
    {
        Span<byte> context = stackalloc byte[ContextBytes];
        ref var started = ref MemoryMarshal.GetReference(context);
        var all = Init(ref started)
            & Update(ref started, ref MemoryMarshal.GetReference(text), (nuint)text.Length)
            & Final(ref MemoryMarshal.GetReference(into), ref started);
        if (all != Done) throw new CryptographicException("OpenSSL could not hash.");
    }

    private static bool Check()
    {
        try
        {
            // Whole blocks and a rest.
            Span<byte> text = stackalloc byte[200], hash = stackalloc byte[SHA256.HashSizeInBytes];
            text.Fill(7);
            WriteQuickly(text, hash);
            return hash.SequenceEqual(SHA256.HashData(text));
        }
        catch (Exception problem) when (problem is DllNotFoundException or EntryPointNotFoundException
            or BadImageFormatException or CryptographicException)
        {
            return false;
        }
    }

    // None of them waits, throws or calls back, and for a text this short a garbage collection waits about a
    // microsecond.
    [DllImport(Library, EntryPoint = "SHA256_Init"), SuppressGCTransition]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Init(ref byte context);

    [DllImport(Library, EntryPoint = "SHA256_Update"), SuppressGCTransition]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Update(ref byte context, ref byte text, nuint length);

    [DllImport(Library, EntryPoint = "SHA256_Final"), SuppressGCTransition]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Final(ref byte hash, ref byte context);
}
