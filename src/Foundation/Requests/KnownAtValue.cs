using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace PackageBilling.Foundation;

/// <summary><c>knownAt</c> in a JSON body: a position, as a number or as digits, or an instant as text.</summary>
/// <param name="Known">What it means.</param>
[JsonConverter(typeof(Converter))]
public sealed record KnownAtValue(AsKnownAt Known)
{
    /// <summary>The older field, whose value is an object.</summary>
    public const string OlderName = "asKnownAt";

    /// <summary>What a body asks for that may also say it by the older field.</summary>
    /// <exception cref="ProblemException">It says both.</exception>
    public static AsKnownAt? Either(KnownAtValue? knownAt, AsKnownAt? asKnownAt) =>
        AsKnownAt.Either(knownAt?.Known, asKnownAt is null ? null : asKnownAt with { Field = OlderName }, OlderName);

    private sealed class Converter : JsonConverter<KnownAtValue>
    {
        public override KnownAtValue Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            var known = reader.TokenType switch
            {
                JsonTokenType.Number =>
                    reader.TryGetInt64(out var position) && position >= 0 ? new AsKnownAt(position, null) : null,
                JsonTokenType.String => AsKnownAt.TryRead(Text(ref reader)),
                _ => null,
            };
            return known is null ? throw new JsonFaultException(AsKnownAt.Rule) : new(known);
        }

        public override void Write(Utf8JsonWriter writer, KnownAtValue value, JsonSerializerOptions options)
        {
            if (value.Known.Position is { } position) writer.WriteNumberValue(position);
            else writer.WriteStringValue(value.Known.Instant!.Value.ToString("O", CultureInfo.InvariantCulture));
        }

        private static string Text(ref Utf8JsonReader reader)
        {
            try
            {
                return reader.GetString()!;
            }
            catch (InvalidOperationException)
            {
                throw new JsonFaultException("must be valid Unicode text");
            }
        }
    }
}
