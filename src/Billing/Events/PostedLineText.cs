using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using PackageBilling.Foundation;

namespace PackageBilling.Billing;

/// <summary>
/// The stored form of a posted line: one text, its fields between spaces, <c>-</c> for what it has not. As an object of its own
/// each line would repeat the names of its fields, and a run writes lines by the million: the database takes one in in a quarter
/// of the time, and in half the space.
/// <code>kind assignmentId nth keyDate quantity unitRetail unitCost retail cost flags packageId did spend intervalFrom intervalTo</code>
/// Flags are <c>d</c> for a line that took credit and <c>i</c> for one that left too little.
/// </summary>
internal sealed class PostedLineText : JsonConverter<PostedLine>
{
    // All but the three texts; a decimal has at most 31 characters.
    private const int Fixed = 320, Fields = 15;
    private const byte None = (byte)'-', Between = (byte)' ', Escape = (byte)'\\';

    private static readonly string[] Kinds = [.. Enum.GetNames<ChargeKind>().Select(JsonNamingPolicy.CamelCase.ConvertName)];

    public override void Write(Utf8JsonWriter writer, PostedLine value, JsonSerializerOptions options) => Write(
        writer, value.Kind, value.AssignmentId, value.Nth, value.KeyDate, value.Quantity, value.UnitRetail, value.UnitCost, value.Retail, value.Cost,
        value.DebitsCredit, value.InsufficientCredit, value.PackageId, value.Did, value.Spend, value.IntervalFrom, value.IntervalTo);

    /// <summary>Writes a line as it was decided.</summary>
    public static void Write(Utf8JsonWriter writer, Line line) => Write(
        writer, line.Kind, line.Assignment.AssignmentId, line.Nth, line.KeyDate, line.Quantity, line.UnitRetail, line.UnitCost, line.Retail, line.Cost,
        line.DebitsCredit, line.InsufficientCredit, line.Assignment.PackageId, line.Assignment.Did, line.Spend, line.IntervalFrom, line.IntervalTo);

    public override PostedLine Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.String) throw Bad();
        if (!reader.HasValueSequence && !reader.ValueIsEscaped) return Parse(reader.ValueSpan);
        var buffer = new byte[reader.HasValueSequence ? reader.ValueSequence.Length : reader.ValueSpan.Length];
        return Parse(buffer.AsSpan(0, reader.CopyString(buffer)));
    }

    private static void Write(
        Utf8JsonWriter writer, ChargeKind kind, string assignmentId, int nth, DateOnly keyDate, int quantity, decimal unitRetail, decimal unitCost,
        decimal retail, decimal cost, bool debits, bool insufficient, string packageId, string? did, decimal? spend, DateOnly? from, DateOnly? to)
    {
        // An escaped character takes two bytes at most where it took one.
        var needed = Fixed + (4 * (assignmentId.Length + packageId.Length + (did?.Length ?? 0)));
        var rented = needed > 1024 ? ArrayPool<byte>.Shared.Rent(needed) : null;
        var text = new Text(rented ?? stackalloc byte[1024]);
        text.Plain(Kinds[(int)kind]);
        text.Any(assignmentId);
        text.Number(nth);
        text.Date(keyDate);
        text.Number(quantity);
        text.Amount(unitRetail);
        text.Amount(unitCost);
        text.Amount(retail);
        text.Amount(cost);
        text.Plain((debits, insufficient) switch { (true, true) => "di", (true, false) => "d", (false, true) => "i", _ => "-" });
        text.Any(packageId);
        text.Any(did);
        text.Amount(spend);
        text.Date(from);
        text.Date(to);
        writer.WriteStringValue(text.Written);
        if (rented is not null) ArrayPool<byte>.Shared.Return(rented);
    }

    private static PostedLine Parse(ReadOnlySpan<byte> text)
    {
        Span<Range> at = stackalloc Range[Fields + 1];
        var (count, from) = (0, 0);
        foreach (var part in text.Split(Between))
        {
            if (count == Fields) throw Bad();
            at[count++] = part;
            from = part.End.Value;
        }
        if (count != Fields || from != text.Length) throw Bad();
        var flags = text[at[9]];
        return new(
            Any(text[at[1]]) ?? throw Bad(), Any(text[at[10]]) ?? throw Bad(), Any(text[at[11]]), Kind(text[at[0]]), Date(text[at[3]]) ?? throw Bad(),
            Number(text[at[2]]), Number(text[at[4]]), Amount(text[at[5]]) ?? throw Bad(), Amount(text[at[6]]) ?? throw Bad(),
            Amount(text[at[7]]) ?? throw Bad(), Amount(text[at[8]]) ?? throw Bad(), flags.Contains((byte)'d'), flags.Contains((byte)'i'),
            Amount(text[at[12]]), Date(text[at[13]]), Date(text[at[14]]));
    }

    private static ChargeKind Kind(ReadOnlySpan<byte> text)
    {
        for (var kind = 0; kind < Kinds.Length; kind++)
            if (Ascii.Equals(text, Kinds[kind])) return (ChargeKind)kind;
        throw Bad();
    }

    private static string? Any(ReadOnlySpan<byte> text)
    {
        if (text is [None]) return null;
        var plain = Encoding.UTF8.GetString(text);
        if (!text.Contains(Escape)) return plain;
        var made = new StringBuilder(plain.Length);
        for (var i = 0; i < plain.Length; i++)
            made.Append(plain[i] != (char)Escape ? plain[i] : ++i == plain.Length ? throw Bad() : plain[i] == 's' ? ' ' : plain[i]);
        return made.ToString();
    }

    private static int Number(ReadOnlySpan<byte> text) => Utf8Parser.TryParse(text, out int number, out var read) && read == text.Length ? number : throw Bad();

    private static decimal? Amount(ReadOnlySpan<byte> text) => text is [None] ? null
        : decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount) ? amount : throw Bad();

    private static DateOnly? Date(ReadOnlySpan<byte> text)
    {
        if (text is [None]) return null;
        return text.Length == 10 && Utf8Parser.TryParse(text[..4], out int year, out _) && Utf8Parser.TryParse(text[5..7], out int month, out _)
            && Utf8Parser.TryParse(text[8..], out int day, out _) && year is > 0 and < 10_000 && month is > 0 and < 13
            && day > 0 && day <= DateTime.DaysInMonth(year, month)
            ? new(year, month, day) : throw Bad();
    }

    private static JsonException Bad() => new("A stored line is not in its form.");

    private ref struct Text(Span<byte> buffer)
    {
        private readonly Span<byte> _buffer = buffer;
        private int _length;

        public readonly ReadOnlySpan<byte> Written => _buffer[..(_length - 1)];

        public void Plain(string text) => End(Encoding.UTF8.GetBytes(text, _buffer[_length..]));

        /// <summary>A text that may hold anything: a space is <c>\s</c>, a backslash <c>\\</c>, and one that is a minus sign alone <c>\-</c>.</summary>
        public void Any(string? text)
        {
            if (text is null) Plain("-");
            else if (text == "-") Plain("\\-");
            else if (text.AsSpan().IndexOfAny(' ', '\\') < 0) Plain(text);
            else Plain(text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace(" ", "\\s", StringComparison.Ordinal));
        }

        public void Number(int number)
        {
            Utf8Formatter.TryFormat(number, _buffer[_length..], out var written);
            End(written);
        }

        public void Amount(decimal? amount)
        {
            if (amount is not { } known)
            {
                Plain("-");
                return;
            }
            End(Amounts.Write(known, _buffer[_length..]));
        }

        public void Date(DateOnly? date)
        {
            if (date is not { } known)
            {
                Plain("-");
                return;
            }
            var place = _buffer[_length..];
            var (year, month, day) = (known.Year, known.Month, known.Day);
            (place[4], place[7]) = (None, None);
            for (var i = 3; i >= 0; i--, year /= 10) place[i] = (byte)('0' + (year % 10));
            (place[5], place[6]) = ((byte)('0' + (month / 10)), (byte)('0' + (month % 10)));
            (place[8], place[9]) = ((byte)('0' + (day / 10)), (byte)('0' + (day % 10)));
            End(10);
        }

        private void End(int written)
        {
            _length += written;
            _buffer[_length++] = Between;
        }
    }
}
