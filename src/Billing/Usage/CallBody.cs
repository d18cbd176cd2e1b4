using System.Text.Json;

namespace PackageBilling.Billing.Usage;

/// <summary>How calls are written in a body.</summary>
internal enum CallFormat
{
    /// <summary>One JSON array: all of it is well-formed or nothing is taken.</summary>
    Array,

    /// <summary>One JSON object a line: a malformed line is rejected, the others are taken.</summary>
    Lines,
}

/// <summary>Some of a body's records, in order.</summary>
internal sealed record CallBatch(IReadOnlyList<Call> Calls, IReadOnlyList<RejectedCall> Rejected)
{
    public int Count => Calls.Count + Rejected.Count;
}

/// <summary>Cuts a body into its records and reads them, a commit's worth at a time.</summary>
internal static class CallBody
{
    /// <summary>The records, at most <see cref="UsageLimits.RecordsPerCommit"/> at once.</summary>
    /// <exception cref="ProblemException">An array is not well-formed; found only when it is read that far,
    /// so <see cref="Check"/> it first.</exception>
    public static IEnumerable<CallBatch> Read(Stream body, CallFormat format)
    {
        var pieces = new Pieces(body);
        var expected = 0;
        while (true)
        {
            var (calls, rejected) = (new List<Call>(expected), new List<RejectedCall>());
            while (calls.Count + rejected.Count < UsageLimits.RecordsPerCommit && Next(pieces, format))
            {
                var (call, fault) = pieces.TooLong
                    ? (null, new RejectedCall(pieces.Number, null, $"must be at most {UsageLimits.RecordBytes} bytes"))
                    : CallJson.Read(pieces.Number, pieces.Record);
                if (call is not null) calls.Add(call);
                else rejected.Add(fault!);
            }
            if (calls.Count + rejected.Count == 0) yield break;
            yield return new(calls, rejected);
            expected = calls.Count;
        }
    }

    /// <summary>Reads a body to its end and counts its records.</summary>
    /// <exception cref="ProblemException">An array is not well-formed.</exception>
    public static long Check(Stream body, CallFormat format)
    {
        var pieces = new Pieces(body);
        var records = 0L;
        while (Next(pieces, format))
        {
            if (format == CallFormat.Array) pieces.EnsureJson();
            records++;
        }
        return records;
    }

    private static bool Next(Pieces pieces, CallFormat format) =>
        format == CallFormat.Lines ? pieces.NextLine() : pieces.NextElement();

    /// <summary>A window over the body that always holds one whole record.</summary>
    private sealed class Pieces(Stream body)
    {
        private byte[] _buffer = new byte[2 * UsageLimits.RecordBytes];
        private int _from, _to, _start, _length;
        private bool _ended, _opened, _closed;

        /// <summary>The current record's line, or its place in the array, from 1.</summary>
        public long Number { get; private set; }

        /// <summary>Whether the current record is longer than any is allowed to be; it was skipped then.</summary>
        public bool TooLong { get; private set; }

        public ReadOnlySpan<byte> Record => _buffer.AsSpan(_start, _length);

        /// <summary>Moves to the next line that is not blank.</summary>
        public bool NextLine()
        {
            if (Number == 0) SkipByteOrderMark();
            while (true)
            {
                TooLong = false;
                if (!Find(0, out var end)) return false;
                Number++;
                (_start, _length) = (_from, end - _from);
                _from = Math.Min(end + 1, _to);
                if (TooLong || Record.Trim(" \t\r"u8).Length > 0) return true;
            }
        }

        // Finds the line's end; of a line that is too long only its end is kept.
        private bool Find(int searched, out int end)
        {
            while (true)
            {
                end = _buffer.AsSpan(_from + searched, _to - _from - searched).IndexOf((byte)'\n');
                if (end >= 0)
                {
                    end += _from + searched;
                    TooLong |= end - _from > UsageLimits.RecordBytes;
                    return true;
                }
                searched = _to - _from;
                if (searched > UsageLimits.RecordBytes)
                {
                    (TooLong, _from, searched) = (true, _to, 0);
                }
                if (Fill()) continue;
                end = _to;
                return TooLong || _to > _from;
            }
        }

        /// <summary>Moves to the next element of the array.</summary>
        public bool NextElement()
        {
            if (_closed) return false;
            var first = !_opened;
            if (first)
            {
                SkipByteOrderMark();
                if (Token() != '[')
                    throw Malformed("must be an array of calls, or lines of JSON as application/x-ndjson");
                _opened = true;
                _from++;
            }
            var token = Token();
            if (token == ']') return Close();
            if (!first)
            {
                if (token != ',') throw Malformed($"must have ',' or ']' after record {Number}");
                _from++;
                Token();
            }
            Number++;
            Element();
            return true;
        }

        private void Element()
        {
            while (true)
            {
                if (ElementLength(_buffer.AsSpan(_from, _to - _from), _ended) is { } length)
                {
                    (_start, _length) = (_from, length);
                    _from += length;
                    if (length > UsageLimits.RecordBytes)
                        throw Malformed($"record {Number} is larger than {UsageLimits.RecordBytes} bytes");
                    return;
                }
                if (_to - _from > UsageLimits.RecordBytes)
                    throw Malformed($"record {Number} is larger than {UsageLimits.RecordBytes} bytes");
                if (!Fill()) throw Malformed($"breaks off in record {Number}");
            }
        }

        // Brackets and strings are enough to find where an element ends; whether it is JSON is a question of its own.
        private static int? ElementLength(ReadOnlySpan<byte> bytes, bool ended)
        {
            var (depth, inString) = (0, false);
            for (var i = 0; i < bytes.Length; i++)
            {
                var b = bytes[i];
                if (inString)
                {
                    if (b == '\\') i++;
                    else if (b == '"') inString = false;
                    continue;
                }
                if (b == '"') inString = true;
                else if (b is (byte)'{' or (byte)'[') depth++;
                else if (b is (byte)'}' or (byte)']')
                {
                    if (depth == 0) return i;
                    if (--depth == 0) return i + 1;
                }
                else if (b == ',' && depth == 0) return i;
            }
            return ended && depth == 0 && !inString ? bytes.Length : null;
        }

        /// <summary>Refuses the current element of an array when it is not JSON.</summary>
        public void EnsureJson()
        {
            try
            {
                var reader = new Utf8JsonReader(Record);
                while (reader.Read())
                {
                }
                if (reader.BytesConsumed == 0) throw Malformed($"has no JSON at record {Number}");
            }
            catch (JsonException)
            {
                throw Malformed($"is not valid JSON at record {Number}");
            }
        }

        private bool Close()
        {
            _from++;
            if (Token() != -1) throw Malformed("must end after the array");
            _closed = true;
            return false;
        }

        // The next byte that is not white space, without taking it; -1 at the end.
        private int Token()
        {
            while (true)
            {
                for (; _from < _to; _from++)
                    if (_buffer[_from] is not ((byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n'))
                        return _buffer[_from];
                if (!Fill()) return -1;
            }
        }

        private void SkipByteOrderMark()
        {
            while (_to - _from < 3 && Fill())
            {
            }
            if (_buffer.AsSpan(_from, _to - _from).StartsWith("\uFEFF"u8)) _from += 3;
        }

        private bool Fill()
        {
            if (_ended) return false;
            if (_from > 0)
            {
                _buffer.AsSpan(_from, _to - _from).CopyTo(_buffer);
                (_from, _to) = (0, _to - _from);
            }
            if (_to == _buffer.Length) Array.Resize(ref _buffer, _buffer.Length * 2);
            var read = body.Read(_buffer, _to, _buffer.Length - _to);
            _to += read;
            if (read == 0) _ended = true;
            return read > 0;
        }

        private static ProblemException Malformed(string message) => Problem.Malformed("body", message);
    }
}
