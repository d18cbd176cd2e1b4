using System.Buffers;
using System.Text;

namespace PackageBilling.Foundation;

/// <summary>
/// Cuts a stream of JSON into objects: lines; or objects one after another, in a list, or in a list that a member of
/// one object has. Only the current one is held.
/// </summary>
/// <param name="content">UTF-8.</param>
/// <param name="areLines">Whether each line is one.</param>
/// <param name="member">The member that has the list; an object without it is a record itself.</param>
internal sealed class JsonRecords(Stream content, bool areLines, string? member)
{
    private readonly byte[] _buffer = new byte[1 << 16];
    private readonly byte[]? _member = member is null ? null : Encoding.UTF8.GetBytes(member);
    private readonly ArrayBufferWriter<byte> _record = new();
    private readonly List<byte> _key = [];
    private int _at, _end, _depth;
    private long _line = 1;
    private bool _isStarted, _inList, _inMember;

    /// <summary>The line that the current record begins on, from 1.</summary>
    public long Line { get; private set; }

    /// <summary>Whether it is longer than a record may be; the rest of it was passed over.</summary>
    public bool IsTooLong { get; private set; }

    public ReadOnlyMemory<byte> Record => _record.WrittenMemory;

    /// <exception cref="ProblemException">The file is not JSON, or breaks off.</exception>
    public bool Next()
    {
        if (!_isStarted) SkipMark();
        return areLines ? NextLine() : NextObject();
    }

    private bool NextLine()
    {
        while (true)
        {
            Begin();
            int b;
            while ((b = Take()) is >= 0 and not '\n') Keep((byte)b);
            if (!IsBlank() || IsTooLong) return true;
            if (b < 0) return false;
        }
    }

    // Where objects are records: outside everything, in a list that is outside everything, or in the member's list.
    private bool NextObject()
    {
        while (true)
        {
            var b = Take();
            if (b < 0) return _depth == 0 ? false : throw Malformed("breaks off");
            if (b is ' ' or '\t' or '\r' or '\n' or ',') continue;
            if (b == '[' && _depth == 0) (_inList, _depth) = (true, 1);
            else if (b == ']' && _depth == 1 && _inList) (_inList, _depth) = (false, 0);
            else if (b == ']' && _inMember)
            {
                _inMember = false;
                Rest();
            }
            else if (b == '{')
            {
                if (Object(isOuter: _depth == 0)) return true;
            }
            else throw Malformed("is not a list of objects");
        }
    }

    // Takes an object to its end; false when the member's list begins in it, or it had one.
    private bool Object(bool isOuter)
    {
        Begin();
        Keep((byte)'{');
        var (depth, inString, isKey) = (1, false, true);
        while (depth > 0)
        {
            var b = Take();
            if (b < 0) throw Malformed("breaks off");
            Keep((byte)b);
            if (inString)
            {
                if (b == '\\') Keep((byte)Math.Max(Take(), 0));
                else if (b == '"') inString = false;
                else if (depth == 1 && isKey) _key.Add((byte)b);
                continue;
            }
            if (b == '"')
            {
                inString = true;
                if (depth == 1 && isKey) _key.Clear();
            }
            else if (b == ':' && depth == 1) isKey = false;
            else if (b == ',' && depth == 1) isKey = true;
            else if (b == '[' && depth == 1 && isOuter && _member is not null && _key.SequenceEqual(_member))
            {
                (_inMember, _depth) = (true, 1);
                return false;
            }
            else if (b is '{' or '[') depth++;
            else if (b is '}' or ']') depth--;
        }
        return true;
    }

    // What follows the member's list in its object.
    private void Rest()
    {
        var (depth, inString) = (1, false);
        while (depth > 0)
        {
            var b = Take();
            if (b < 0) throw Malformed("breaks off");
            if (inString)
            {
                if (b == '\\') Take();
                else if (b == '"') inString = false;
            }
            else if (b == '"') inString = true;
            else if (b is '{' or '[') depth++;
            else if (b is '}' or ']') depth--;
        }
        _depth = 0;
    }

    private void Begin()
    {
        _record.ResetWrittenCount();
        (IsTooLong, Line) = (false, _line);
    }

    private void Keep(byte b)
    {
        if (IsTooLong = _record.WrittenCount >= ImportLimits.LineBytes) return;
        _record.GetSpan(1)[0] = b;
        _record.Advance(1);
    }

    private bool IsBlank() => Record.Span.Trim(" \t\r"u8).IsEmpty;

    private int Take()
    {
        if (_at == _end)
        {
            (_at, _end) = (0, content.Read(_buffer));
            if (_end == 0) return -1;
        }
        var b = _buffer[_at++];
        if (b == '\n') _line++;
        return b;
    }

    private void SkipMark()
    {
        _isStarted = true;
        _end = content.ReadAtLeast(_buffer, 3, throwOnEndOfStream: false);
        if (_buffer.AsSpan(0, _end).StartsWith("\uFEFF"u8)) _at = 3;
    }

    private ProblemException Malformed(string what) => Problem.Malformed("calls", $"line {_line} {what}");
}
