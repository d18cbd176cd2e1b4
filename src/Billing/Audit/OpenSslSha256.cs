using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace PackageBilling.Billing;

/// <summary>
/// SHA-256 by the functions of OpenSSL that hash and do nothing else. The framework calls the same library by its general ones, which add to a
/// short text three times what its hash takes. Used where OpenSSL 3 has its Linux name; elsewhere <see cref="ShortHash"/> asks the framework.
/// </summary>
/// <remarks>A FIPS provider is not asked: these functions have no provider.</remarks>
internal static class OpenSslSha256
{
    // By the name that OpenSSL 3 has on Linux: another major version may lay its contexts out in another way.
    private const string Library = "libcrypto.so.3";
    // sizeof (SHA256_CTX) is 112 wherever an int has 32 bits.
    private const int ContextBytes = 128;
    private const int Done = 1;

    /// <summary>Whether the library is here, has the functions and hashes as the framework does.</summary>
    public static bool IsHere { get; } = Check();

    /// <summary>Writes the hash of a text.</summary>
    /// <param name="text">What is hashed.</param>
    /// <param name="into">Gets the hash in its first 32 bytes.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is less room than that.</exception>
    public static void Write(ReadOnlySpan<byte> text, Span<byte> into)
    {
        into = into[..SHA256.HashSizeInBytes];
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
            Write(text, hash);
            return hash.SequenceEqual(SHA256.HashData(text));
        }
        catch (Exception problem) when (problem is DllNotFoundException or EntryPointNotFoundException or BadImageFormatException or CryptographicException)
        {
            return false;
        }
    }

    // None of them waits, throws or calls back, and for a text this short a garbage collection waits about a microsecond.
    [DllImport(Library, EntryPoint = "SHA256_Init"), SuppressGCTransition, DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Init(ref byte context);

    [DllImport(Library, EntryPoint = "SHA256_Update"), SuppressGCTransition, DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Update(ref byte context, ref byte text, nuint length);

    [DllImport(Library, EntryPoint = "SHA256_Final"), SuppressGCTransition, DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Final(ref byte hash, ref byte context);
}
