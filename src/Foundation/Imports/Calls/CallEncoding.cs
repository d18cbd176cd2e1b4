using System.Text;

namespace PackageBilling.Foundation;

/// <summary>Files of calls in UTF-8, whatever they are written in. It is what the mapping says or the byte order mark;
/// never guessed from the text.</summary>
internal static class CallEncoding
{
    private const int WesternEuropean = 1252;

    /// <summary>The file's text in UTF-8.</summary>
    /// <exception cref="ProblemException">Its byte order mark says something else than the mapping.</exception>
    public static Stream ToUtf8(Stream content, string? named)
    {
        var start = new byte[2];
        var length = content.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        var marked = length < 2 ? null : start switch
        {
            [0xFF, 0xFE] => Utf16(isBigEndian: false),
            [0xFE, 0xFF] => Utf16(isBigEndian: true),
            _ => null,
        };
        if (marked is not null && named is not (null or "utf-16"))
            throw Problem.Malformed(
                "calls", $"begins with the byte order mark of UTF-16, but the mapping says {named}");
        var encoding = marked ?? named switch
        {
            "utf-16" => Utf16(isBigEndian: false),
            "windows-1252" => CodePagesEncodingProvider.Instance.GetEncoding(WesternEuropean),
            _ => null,
        };
        var whole = new Rejoined(start.AsMemory(0, length), content);
        return encoding is null ? whole : Encoding.CreateTranscodingStream(whole, encoding, Encoding.UTF8);
    }

    private static UnicodeEncoding Utf16(bool isBigEndian) => new(isBigEndian, true, throwOnInvalidBytes: true);

    /// <summary>A stream with the bytes that were taken from it before.</summary>
    private sealed class Rejoined(ReadOnlyMemory<byte> start, Stream rest) : Stream
    {
        private ReadOnlyMemory<byte> _start = start;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override int Read(Span<byte> buffer)
        {
            if (_start.IsEmpty) return rest.Read(buffer);
            var length = Math.Min(buffer.Length, _start.Length);
            _start.Span[..length].CopyTo(buffer);
            _start = _start[length..];
            return length;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
