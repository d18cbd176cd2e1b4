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
        options.Converters.Add(new AnyConverter());
    }

    private static JsonSerializerOptions Configured()
    {
        var options = new JsonSerializerOptions();
        Configure(options);
        return options;
    }

    private sealed class AmountConverter : JsonConverter<decimal>
    {
        public override decimal Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            var text = reader.TokenType switch
            {
                JsonTokenType.String => reader.GetString()!,
                JsonTokenType.Number => Encoding.ASCII.GetString(reader.ValueSpan),
                _ => throw new JsonFaultException("must be an amount such as \"45.00\""),
            };
            return Amounts.TryRead(
                Encoding.UTF8.GetBytes(text), reader.TokenType == JsonTokenType.Number, out var amount)
                ? amount
                : throw new JsonFaultException(NumberFaults.OfAmount(text));
        }

        public override void Write(Utf8JsonWriter writer, decimal value, JsonSerializerOptions options) =>
            writer.WriteStringValue(Amounts.Text(value));
    }

    private sealed class TextConverter : JsonConverter<string>
    {
        public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            if (reader.TokenType is not (JsonTokenType.String or JsonTokenType.Null))
                throw new JsonFaultException("must be a text");
            try
            {
                var text = reader.GetString();
                return text is not null && text.Contains('\0', StringComparison.Ordinal)
                    ? throw new JsonFaultException("must not contain the character U+0000")
                    : text;
            }
            catch (InvalidOperationException)
            {
                throw new JsonFaultException("must be valid Unicode text");
            }
        }

        public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value);
    }

    // A value of several forms is looked at later, when it is too late to say that its text is none.
    private sealed class AnyConverter : JsonConverter<JsonElement>
    {
        public override JsonElement Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            var element = JsonElement.ParseValue(ref reader);
            try
            {
                return HasNul(element)
                    ? throw new JsonFaultException("must not contain the character U+0000") : element;
            }
            catch (InvalidOperationException)
            {
                throw new JsonFaultException("must be valid Unicode text");
            }
        }

        private static bool HasNul(JsonElement element) => element.ValueKind switch
        {
            JsonValueKind.String => element.GetString()!.Contains('\0', StringComparison.Ordinal),
            JsonValueKind.Array => element.EnumerateArray().Any(HasNul),
            JsonValueKind.Object => element.EnumerateObject()
                .Any(part => part.Name.Contains('\0', StringComparison.Ordinal) || HasNul(part.Value)),
            _ => false,
        };

        public override void Write(Utf8JsonWriter writer, JsonElement value, JsonSerializerOptions options) =>
            value.WriteTo(writer);
    }

    private sealed class DateConverter : JsonConverter<DateOnly>
    {
        public override DateOnly Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.String && Dates.Parse(reader.GetString()) is { } date
                ? date
                : throw new JsonFaultException("must be a date that exists, as YYYY-MM-DD");

        public override void Write(Utf8JsonWriter writer, DateOnly value, JsonSerializerOptions options) =>
            writer.WriteStringValue(Dates.Text(value));
    }
}

/// <summary>A value that can't be so, in a sentence for the caller.</summary>
public sealed class JsonFaultException(string message) : JsonException(message);
