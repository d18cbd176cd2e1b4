using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Encodings.Web;

namespace PackageBilling.EventStore;

/// <summary>
/// The stored form of events: camelCase JSON, enums by name, amounts as exact JSON numbers, absent values left out.
/// </summary>
public static class EventJson
{
    /// <summary>The options that every adapter reads and writes events with.</summary>
    public static JsonSerializerOptions Options { get; } = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        // jsonb keeps properties in an order of its own.
        AllowOutOfOrderMetadataProperties = true,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    /// <summary>An event's stored form.</summary>
    public static byte[] Write(object @event) => JsonSerializer.SerializeToUtf8Bytes(@event, @event.GetType(), Options);

    /// <summary>An event from its stored form.</summary>
    /// <exception cref="JsonException">The form is not one of that type.</exception>
    public static object Read(ReadOnlySpan<byte> json, Type type) =>
        JsonSerializer.Deserialize(json, type, Options) ?? throw new JsonException($"A stored {type.Name} is null.");
}
