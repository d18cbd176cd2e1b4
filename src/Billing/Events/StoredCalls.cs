using System.Buffers;
using System.Collections;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace PackageBilling.Billing.Events;

/// <summary>
/// The calls of an event in their stored form. Objects are made of them when somebody asks for one: most who read the
/// event need no more than what its calls add up to (<see cref="CallTotals"/>).
/// </summary>
internal sealed class StoredCalls : IReadOnlyList<RatedCall>
{
    // What a thread reads into before it knows how much it is: followers of the log read events by the thousand.
    [ThreadStatic]
    private static ArrayBufferWriter<byte>? _readInto;
    [ThreadStatic]
    private static List<int>? _readEnds;

    private readonly byte[] _texts;
    private readonly int[] _ends;
    private RatedCall[]? _calls;

    private StoredCalls(byte[] texts, int[] ends) => (_texts, _ends) = (texts, ends);

    public int Count => _ends.Length;

    public RatedCall this[int index] => All()[index];

    private RatedCallLine Line(int index)
    {
        var from = index == 0 ? 0 : _ends[index - 1];
        return new(_texts.AsSpan(from, _ends[index] - from));
    }

    public IEnumerator<RatedCall> GetEnumerator() => ((IEnumerable<RatedCall>)All()).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private RatedCall[] All()
    {
        if (_calls is { } known) return known;
        var calls = new RatedCall[Count];
        for (var index = 0; index < calls.Length; index++) calls[index] = Line(index).Call();
        return _calls = calls;
    }

    private static StoredCalls Read(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartArray) throw new JsonException("Calls are stored as an array.");
        var (texts, ends) = (_readInto ??= new(4096), _readEnds ??= new(64));
        texts.ResetWrittenCount();
        ends.Clear();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.String) throw new JsonException("A call is stored as a text.");
            var room = reader.HasValueSequence ? (int)reader.ValueSequence.Length : reader.ValueSpan.Length;
            texts.Advance(reader.CopyString(texts.GetSpan(Math.Max(1, room))));
            ends.Add(texts.WrittenCount);
        }
        return new(texts.WrittenSpan.ToArray(), [.. ends]);
    }

    /// <summary>Reads calls in this form, and writes each in its own.</summary>
    internal sealed class Text : JsonConverter<IReadOnlyList<RatedCall>>
    {
        private static readonly RatedCallText One = new();

        public override IReadOnlyList<RatedCall> Read(ref Utf8JsonReader reader, Type typeToConvert,
            JsonSerializerOptions options) => StoredCalls.Read(ref reader);

        public override void Write(Utf8JsonWriter writer, IReadOnlyList<RatedCall> value,
            JsonSerializerOptions options) => Write(writer, value);

        public static void Write(Utf8JsonWriter writer, IReadOnlyList<RatedCall> calls)
        {
            writer.WriteStartArray();
            for (var index = 0; index < calls.Count; index++)
                One.Write(writer, calls[index], JsonSerializerOptions.Default);
            writer.WriteEndArray();
        }
    }
}
