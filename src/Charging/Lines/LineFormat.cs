using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace PackageBilling.Charging.Lines;

/// <summary>
/// The one format of a charge line: as it is stored, hashed and exported. The line is one text, its fields between
/// spaces in the order of <see cref="Names"/>, <c>-</c> for what it has not (docs/audit.md). A run writes lines by the
/// million: as an object each would repeat the names of its fields, the database would take four times as long to take
/// it in, and need twice the space.
/// </summary>
public sealed class LineFormat : JsonConverter<ChargeLine>
{
    /// <summary>
    /// The fields in their order. Flags are <c>d</c> for a line that takes credit, <c>i</c> for one that leaves too
    /// little, and <c>o</c> for one with a price of the assignment's own.
    /// </summary>
    public static readonly IReadOnlyList<string> Names =
    [
        "kind", "assignmentId", "occurrence", "postingDate", "quantity", "unitRetail", "unitCost", "retail", "cost",
        "flags", "packageId", "did", "spend", "intervalFrom", "intervalTo", "activeDays",
    ];

    private static readonly string[] Flags = ["-", "d", "i", "di", "o", "do", "io", "dio"];

    // All but the three texts: 5 amounts of at most 31 characters, 3 dates, 3 numbers, kind,
    // flags and what is between them.
    private const int Fixed = 320;

    /// <summary>The bytes that a line takes at most.</summary>
    internal static int MaxLength(ChargeLine line) => Fixed
        + FieldWriter.MaxLength(line.AssignmentId) + FieldWriter.MaxLength(line.PackageId)
        + FieldWriter.MaxLength(line.Did);

    internal static void Write(ref FieldWriter fields, ChargeLine line)
    {
        fields.Plain(line.Kind.Text());
        fields.Text(line.AssignmentId);
        fields.Number(line.Occurrence);
        fields.Date(line.PostingDate);
        fields.Number(line.Quantity);
        fields.Amount(line.UnitRetail);
        fields.Amount(line.UnitCost);
        fields.Amount(line.Retail);
        fields.Amount(line.Cost);
        fields.Plain(Flags[(line.DebitsCredit ? 1 : 0) + (line.InsufficientCredit ? 2 : 0) + (int)line.PriceFrom * 4]);
        fields.Text(line.PackageId);
        fields.Text(line.Did);
        fields.Amount(line.Spend);
        fields.Date(line.IntervalFrom);
        fields.Date(line.IntervalTo);
        fields.Amount(line.ActiveDays);
    }

    /// <summary>A line from its text.</summary>
    /// <exception cref="FormatException">It is not in this format.</exception>
    public static ChargeLine Parse(ReadOnlySpan<byte> text)
    {
        var fields = new FieldReader(text);
        var line = Read(ref fields);
        return fields.IsAtEnd ? line : throw FieldReader.Bad();
    }

    internal static ChargeLine Read(ref FieldReader fields)
    {
        var (kind, assignmentId, occurrence) =
            (fields.Kind(), fields.Text() ?? throw FieldReader.Bad(), fields.Number());
        var (postingDate, quantity) = (fields.Date() ?? throw FieldReader.Bad(), fields.Number());
        var (unitRetail, unitCost, retail, cost) =
            (Amount(ref fields), Amount(ref fields), Amount(ref fields), Amount(ref fields));
        var flags = fields.Next();
        return new(
            assignmentId, fields.Text() ?? throw FieldReader.Bad(), fields.Text(), kind, postingDate, occurrence,
            quantity, unitRetail, unitCost, retail, cost, flags.Contains((byte)'d'), flags.Contains((byte)'i'),
            flags.Contains((byte)'o') ? PriceFrom.Assignment : PriceFrom.Package, fields.Amount(), fields.Date(),
            fields.Date(), (int?)fields.Amount());
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, ChargeLine value, JsonSerializerOptions options)
    {
        var needed = MaxLength(value);
        var rented = needed > 1024 ? ArrayPool<byte>.Shared.Rent(needed) : null;
        var fields = new FieldWriter(rented ?? stackalloc byte[1024]);
        Write(ref fields, value);
        writer.WriteStringValue(fields.Written);
        if (rented is not null) ArrayPool<byte>.Shared.Return(rented);
    }

    /// <inheritdoc/>
    public override ChargeLine Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        try
        {
            if (reader.TokenType != JsonTokenType.String) throw FieldReader.Bad();
            if (!reader.HasValueSequence && !reader.ValueIsEscaped) return Parse(reader.ValueSpan);
            var buffer = new byte[reader.HasValueSequence ? reader.ValueSequence.Length : reader.ValueSpan.Length];
            return Parse(buffer.AsSpan(0, reader.CopyString(buffer)));
        }
        catch (FormatException e)
        {
            throw new JsonException(e.Message, e);
        }
    }

    private static decimal Amount(ref FieldReader fields) => fields.Amount() ?? throw FieldReader.Bad();
}
