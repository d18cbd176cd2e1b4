using System.Buffers;
using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace PackageBilling.Billing.Events;

/// <summary>
/// The stored form of a rated call: one text, its fields between spaces, <c>-</c> for what it has not. As an object of
/// its own each call would repeat the names of its fields, and writing, storing and reading it would cost a multiple.
/// <code>startedAt localDate billedSeconds amount freeSeconds charged uses didKey content callId</code>
/// Uses are <c>assignmentId:windowFrom:seconds</c> between commas, with a <c>+</c> where minutes were carried over.
/// The id comes last since it may hold spaces.
/// </summary>
internal sealed class RatedCallText : JsonConverter<RatedCall>
{
    private const int Fixed = 256, PerUse = 100;

    public override void Write(Utf8JsonWriter writer, RatedCall value, JsonSerializerOptions options)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(
            Fixed + ((value.Uses?.Count ?? 0) * PerUse) + Encoding.UTF8.GetMaxByteCount(value.CallId.Length));
        try
        {
            var text = new TextWriter(buffer);
            text.Instant(value.StartedAt.UtcDateTime);
            text.Date(value.LocalDate);
            text.Number(value.BilledSeconds);
            text.Amount(value.Amount);
            text.Number(value.FreeSeconds);
            text.Amount(value.Charged);
            text.Uses(value.Uses);
            text.Bytes(value.DidKey);
            text.Bytes(value.Content);
            text.Last(value.CallId);
            writer.WriteStringValue(text.Written);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    public override RatedCall Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.String) throw new JsonException("A call is stored as a text.");
        if (!reader.HasValueSequence && !reader.ValueIsEscaped) return new RatedCallLine(reader.ValueSpan).Call();
        var buffer = new byte[reader.HasValueSequence ? reader.ValueSequence.Length : reader.ValueSpan.Length];
        return new RatedCallLine(buffer.AsSpan(0, reader.CopyString(buffer))).Call();
    }

    private ref struct TextWriter(Span<byte> buffer)
    {
        private readonly Span<byte> _buffer = buffer;
        private int _length;

        public readonly ReadOnlySpan<byte> Written => _buffer[.._length];

        public void Instant(DateTime utc)
        {
            Day(DateOnly.FromDateTime(utc));
            Digits('T', utc.Hour, 2);
            Digits(':', utc.Minute, 2);
            Digits(':', utc.Second, 2);
            if ((int)(utc.Ticks % TimeSpan.TicksPerSecond / TimeSpan.TicksPerMicrosecond) is > 0 and var fraction)
            {
                Digits('.', fraction, 6);
                while (_buffer[_length - 1] == '0') _length--;
            }
            Add('Z');
            Add(' ');
        }

        public void Date(DateOnly date)
        {
            Day(date);
            Add(' ');
        }

        public void Number(int number)
        {
            Utf8Formatter.TryFormat(number, _buffer[_length..], out var written);
            _length += written;
            Add(' ');
        }

        public void Amount(decimal amount)
        {
            _length += Amounts.Write(amount, _buffer[_length..]);
            Add(' ');
        }

        public void Bytes(byte[]? bytes)
        {
            if (bytes is null) Add('-');
            else
            {
                Base64.EncodeToUtf8(bytes, _buffer[_length..], out _, out var written);
                _length += written;
            }
            Add(' ');
        }

        public void Uses(IReadOnlyList<FreeUse>? uses)
        {
            if (uses is null) Add('-');
            for (var i = 0; i < (uses?.Count ?? 0); i++)
            {
                if (i > 0) Add(',');
                _length += Encoding.UTF8.GetBytes(uses![i].AssignmentId, _buffer[_length..]);
                Add(':');
                Day(uses[i].WindowFrom);
                Add(':');
                Utf8Formatter.TryFormat(uses[i].Seconds, _buffer[_length..], out var written);
                _length += written;
                if (uses[i].IsCarriedOver) Add('+');
            }
            Add(' ');
        }

        public void Last(string text) => _length += Encoding.UTF8.GetBytes(text, _buffer[_length..]);

        private void Day(DateOnly date)
        {
            Digits(null, date.Year, 4);
            Digits('-', date.Month, 2);
            Digits('-', date.Day, 2);
        }

        private void Digits(char? before, int number, int width)
        {
            if (before is { } sign) Add(sign);
            for (var place = _length + width - 1; place >= _length; place--, number /= 10)
                _buffer[place] = (byte)('0' + (number % 10));
            _length += width;
        }

        private void Add(char one) => _buffer[_length++] = (byte)one;
    }
}
