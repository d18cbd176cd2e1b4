using System.Security.Cryptography;

namespace PackageBilling.Billing.Usage;

/// <summary>
/// A request's body in a temporary file: no transaction waits for a caller, a body that breaks off commits nothing, and
/// memory does not grow with its length. The file vanishes with the process, however it ends.
/// </summary>
internal sealed class SpooledBody : IAsyncDisposable
{
    private const int Buffer = 1 << 16;
    private readonly FileStream _file;

    private SpooledBody(FileStream file, string hash) => (_file, Hash) = (file, hash);

    /// <summary>SHA-256 of the whole body, to tell a repeat of a request.</summary>
    public string Hash { get; }

    /// <summary>The length in bytes.</summary>
    public long Length => _file.Length;

    /// <summary>Reads a body to its end.</summary>
    public static async Task<SpooledBody> Read(Stream body, CancellationToken ct)
    {
        var file = TemporaryFiles.Create("calls");
        try
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            var buffer = new byte[Buffer];
            for (int read; (read = await body.ReadAsync(buffer, ct)) > 0;)
            {
                hash.AppendData(buffer, 0, read);
                await file.WriteAsync(buffer.AsMemory(0, read), ct);
            }
            return new(file, Convert.ToHexString(hash.GetHashAndReset()));
        }
        catch
        {
            await file.DisposeAsync();
            throw;
        }
    }

    /// <summary>The body from its start. One reader at a time.</summary>
    public Stream Open()
    {
        _file.Position = 0;
        return _file;
    }

    public ValueTask DisposeAsync() => _file.DisposeAsync();
}
