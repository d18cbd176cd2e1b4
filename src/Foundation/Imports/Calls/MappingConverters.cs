using System.Text.Json;
using System.Text.Json.Serialization;

namespace PackageBilling.Foundation;

/// <summary>A text where there can be several.</summary>
internal sealed class OneOrMore : JsonConverter<IReadOnlyList<string>>
{
    public override IReadOnlyList<string> Read(
        ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String
            ? [reader.GetString()!] : JsonSerializer.Deserialize<List<string>>(ref reader, options)!;

    public override void Write(Utf8JsonWriter writer, IReadOnlyList<string> value, JsonSerializerOptions options) =>
        JsonSerializer.Serialize(writer, value, options);
}

/// <summary>A column's name where there can be a whole field.</summary>
internal sealed class ColumnOrField : JsonConverter<CallField>
{
    public override CallField Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String
            ? new() { Column = [reader.GetString()!] } : JsonSerializer.Deserialize<CallField>(ref reader, options)!;

    public override void Write(Utf8JsonWriter writer, CallField value, JsonSerializerOptions options) =>
        JsonSerializer.Serialize(writer, value, options);
}
