using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace PackageBilling.Foundation;

/// <summary>
/// JSON as the HTTP interface reads and writes it: camelCase, amounts sent as decimal strings and taken as strings or
/// numbers, unknown fields refused rather than ignored, because a misspelt price that is ignored is a wrong bill.
/// </summary>
public static class HttpJson
{
    /// <summary>Options that read and write so.</summary>
    public static JsonSerializerOptions Options { get; } = Configured();

    /// <summary>Makes options read and write so.</summary>
    public static void Configure(JsonSerializerOptions options)
    {
        options.PropertyNamingPolicy = JsonNamingPolicy.CamelCase;
        options.PropertyNameCaseInsensitive = false;
        options.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
        options.AllowDuplicateProperties = false;
        options.NumberHandling = JsonNumberHandling.Strict;
        options.MaxDepth = 16;
        options.Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
        options.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false));
        options.Converters.Add(new AmountConverter());
        options.Converters.Add(new TextConverter());
        options.Converters.Add(new DateConverter());
    }

    private static JsonSerializerOptions Configured()
    {
        var options = new JsonSerializerOptions();
        Configure(options);
        return options;
    }

    private sealed class AmountConverter : JsonConverter<decimal>
    {
        // An amount within bounds has 10 digits before the point and 6 after; more room is given to sloppy zeros only.
        private const int MaxDigits = 40;

        public override decimal Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            var text = reader.TokenType switch
            {
                JsonTokenType.String => reader.GetString()!,
                JsonTokenType.Number => Encoding.ASCII.GetString(reader.ValueSpan),
                _ => throw new JsonException("must be an amount such as \"45.00\""),
            };
            const NumberStyles plain = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint;
            var styles = reader.TokenType == JsonTokenType.Number ? plain | NumberStyles.AllowExponent : plain;
            return text.Length <= MaxDigits && decimal.TryParse(text, styles, CultureInfo.InvariantCulture, out var amount)
                ? amount
                : throw new JsonException("must be an amount such as \"45.00\"");
        }

        public override void Write(Utf8JsonWriter writer, decimal value, JsonSerializerOptions options) =>
            writer.WriteStringValue(Amounts.Text(value));
    }

    private sealed class TextConverter : JsonConverter<string>
    {
        public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            if (reader.TokenType is not (JsonTokenType.String or JsonTokenType.Null)) throw new JsonException("must be a text");
            try
            {
                var text = reader.GetString();
                return text is not null && text.Contains('\0', StringComparison.Ordinal)
                    ? throw new JsonException("must not contain the character U+0000")
                    : text;
            }
            catch (InvalidOperationException)
            {
                throw new JsonException("must be valid Unicode text");
            }
        }

        public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(value);
    }

    private sealed class DateConverter : JsonConverter<DateOnly>
    {
        public override DateOnly Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.String && Dates.Parse(reader.GetString()) is { } date
                ? date
                : throw new JsonException("must be a date that exists, as YYYY-MM-DD");

        public override void Write(Utf8JsonWriter writer, DateOnly value, JsonSerializerOptions options) => writer.WriteStringValue(Dates.Text(value));
    }
}
