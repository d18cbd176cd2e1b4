using PdfSharp.Drawing;

namespace PackageBilling.Documents.Styles;

/// <summary>A carrier's logo: a PNG or JPEG file that has been read once, so that every document can be made with it.
/// </summary>
public sealed class LogoImage
{
    /// <summary>The largest file, in bytes. It becomes part of every document.</summary>
    public const int MaxBytes = 512 * 1024;

    /// <summary>The largest width and height, in pixels. Its pixels are unpacked for every document.</summary>
    public const int MaxPixels = 2_000;

    private readonly byte[] _bytes;

    private LogoImage(byte[] bytes, string mediaType, int width, int height) =>
        (_bytes, MediaType, Width, Height) = (bytes, mediaType, width, height);

    /// <summary>The file.</summary>
    public ReadOnlyMemory<byte> Bytes => _bytes;

    /// <summary><c>image/png</c> or <c>image/jpeg</c>.</summary>
    public string MediaType { get; }

    /// <summary>Width in pixels.</summary>
    public int Width { get; }

    /// <summary>Height in pixels.</summary>
    public int Height { get; }

    /// <summary>Why a file can't be a logo; null if it can.</summary>
    public static string? Fault(ReadOnlySpan<byte> file) => TryRead(file, out _, out var fault) ? null : fault;

    /// <summary>The logo that a file holds.</summary>
    /// <exception cref="ArgumentException">It can't be one; the message says why.</exception>
    public static LogoImage Read(ReadOnlySpan<byte> file) => TryRead(file, out var logo, out var fault)
        ? logo! : throw new ArgumentException($"The logo {fault}.", nameof(file));

    // The stream is public to the reader, which copies from its buffer.
    internal XImage Open() => XImage.FromStream(new MemoryStream(_bytes, 0, _bytes.Length, false, true));

    private static bool TryRead(ReadOnlySpan<byte> file, out LogoImage? logo, out string? fault)
    {
        logo = null;
        fault = file.Length > MaxBytes ? $"must be at most {MaxBytes / 1024} KB"
            : MediaTypeOf(file) is null ? "must be a PNG or JPEG file" : null;
        if (fault is not null) return false;
        try
        {
            var read = new LogoImage(file.ToArray(), MediaTypeOf(file)!, 0, 0);
            using var image = read.Open();
            logo = new LogoImage(read._bytes, read.MediaType, image.PixelWidth, image.PixelHeight);
        }
#pragma warning disable CA1031 // Whatever the decoder makes of a damaged file, the answer is the same.
        catch (Exception)
#pragma warning restore CA1031
        {
            fault = "can't be read: the file is damaged, or of a kind of PNG or JPEG that isn't supported";
            return false;
        }
        if (logo.Width is < 1 or > MaxPixels || logo.Height is < 1 or > MaxPixels)
            fault = $"must be at most {MaxPixels} x {MaxPixels} pixels";
        return fault is null;
    }

    private static string? MediaTypeOf(ReadOnlySpan<byte> file) =>
        file.StartsWith((ReadOnlySpan<byte>)[0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A])
            ? "image/png"
            : file.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]) ? "image/jpeg" : null;
}
