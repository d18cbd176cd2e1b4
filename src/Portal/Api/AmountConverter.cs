using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace PackageBilling.Portal;

/// <summary>Reads amounts, which the interface sends as strings; in optional members too, which ask for the converter
/// itself.</summary>
internal sealed class AmountConverter : JsonConverter<decimal>
{
    public override decimal Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String
            ? decimal.Parse(reader.GetString()!, NumberStyles.Number, CultureInfo.InvariantCulture)
            : reader.GetDecimal();

    public override void Write(Utf8JsonWriter writer, decimal value, JsonSerializerOptions options) =>
        writer.WriteStringValue(Amounts.Text(value));
}
