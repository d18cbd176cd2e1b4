using System.Buffers;
using System.Text;

namespace PackageBilling.Foundation;

/// <summary>
/// Writes on what is written to it, with texts in the place of tokens; a token may be cut anywhere between two writes.
/// </summary>
/// <param name="target">Where to.</param>
/// <param name="texts">Opens tokens.</param>
/// <param name="escape">How a text is written here; null when nothing is to be replaced.</param>
internal sealed class RevealingStream(Stream target, PersonalTexts texts, Func<Func<string, string>?> escape) : Stream
{
    private readonly record struct Token(int From, int Length, int Number, byte[] Sealed);

    private byte[] _held = [];

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask WriteAsync(
        ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (escape() is not { } escaped || (_held.Length == 0 && !buffer.Span.Contains(PersonalToken.Mark)))
        {
            await target.WriteAsync(buffer, cancellationToken);
            return;
        }
        var bytes = _held.Length == 0 ? buffer : (byte[])[.. _held, .. buffer.Span];
        var end = Cut(bytes.Span);
        _held = bytes[end..].ToArray();
        await Write(bytes[..end], escaped, cancellationToken);
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <summary>Writes what was held back, at the end of everything.</summary>
    public async Task End(CancellationToken ct)
    {
        if (_held.Length == 0) return;
        var held = _held;
        _held = [];
        await Write(held, escape() ?? (text => text), ct);
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => target.FlushAsync(cancellationToken);

    public override void Flush() => throw new NotSupportedException("Answers are written asynchronously.");

    public override void Write(byte[] buffer, int offset, int count) =>
        throw new NotSupportedException("Answers are written asynchronously.");

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    // Where a token begins that may go on in the next write; else the end.
    private static int Cut(ReadOnlySpan<byte> bytes)
    {
        var mark = bytes.LastIndexOf(PersonalToken.Mark);
        if (mark < 0 || bytes.Length - mark > PersonalToken.Length.Max + 1) return bytes.Length;
        return bytes[(mark + 1)..].IndexOfAnyExcept(PersonalToken.Alphabet) < 0 ? mark : bytes.Length;
    }

    private async ValueTask Write(ReadOnlyMemory<byte> bytes, Func<string, string> escaped, CancellationToken ct)
    {
        var tokens = Find(bytes.Span);
        if (tokens.Count == 0)
        {
            await target.WriteAsync(bytes, ct);
            return;
        }
        await texts.Load(tokens.Select(token => token.Number), ct);
        await target.WriteAsync(Replaced(bytes.Span, tokens, escaped).WrittenMemory, ct);
    }

    private ArrayBufferWriter<byte> Replaced(ReadOnlySpan<byte> bytes, List<Token> tokens, Func<string, string> escaped)
    {
        var written = new ArrayBufferWriter<byte>(bytes.Length);
        var from = 0;
        foreach (var token in tokens)
        {
            if (texts.Reveal(token.Number, token.Sealed) is not { } text) continue;
            written.Write(bytes[from..token.From]);
            Encoding.UTF8.GetBytes(escaped(text), written);
            from = token.From + token.Length;
        }
        written.Write(bytes[from..]);
        return written;
    }

    private static List<Token> Find(ReadOnlySpan<byte> bytes)
    {
        var tokens = new List<Token>();
        for (var from = 0; bytes[from..].IndexOf(PersonalToken.Mark) is >= 0 and var at;)
        {
            var mark = from + at;
            var rest = bytes[(mark + 1)..];
            var length = rest.IndexOfAnyExcept(PersonalToken.Alphabet) is >= 0 and var other ? other : rest.Length;
            if (PersonalToken.TryRead(rest[..length], out var number, out var sealedText))
                tokens.Add(new(mark, length + 1, number, sealedText));
            from = mark + 1 + length;
        }
        return tokens;
    }
}
