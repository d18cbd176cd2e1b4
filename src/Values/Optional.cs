using System.Text.Json;
using System.Text.Json.Serialization;

namespace PackageBilling.Values;

/// <summary>
/// A member that may be left out. What is left out is told apart from a null: a change that leaves a price out keeps
/// it, and one that says null takes it back.
/// </summary>
/// <param name="Value">What was given, which may be null; null too when nothing was.</param>
[JsonConverter(typeof(OptionalConverter))]
public readonly record struct Optional<T>(T? Value) where T : struct
{
    private readonly bool _isGiven = true;

    /// <summary>Whether anything was given, a null included.</summary>
    public bool IsGiven => _isGiven;

    /// <summary>This where it was given, and else the other.</summary>
    public Optional<T> Or(Optional<T> other) => IsGiven ? this : other;

    /// <summary>This, unless the other is the same: then nothing is given.</summary>
    public Optional<T> Except(Optional<T> other) => this == other ? default : this;

    /// <summary>A value that was given.</summary>
    public static implicit operator Optional<T>(T? value) => new(value);

    /// <inheritdoc/>
    public override string ToString() => Value?.ToString() ?? "";
}

/// <summary>Reads and writes an optional member as the value itself;
/// one that was not given has to be left out.</summary>
public sealed class OptionalConverter : JsonConverterFactory
{
    /// <inheritdoc/>
    public override bool CanConvert(Type typeToConvert) =>
        typeToConvert.IsGenericType && typeToConvert.GetGenericTypeDefinition() == typeof(Optional<>);

    /// <inheritdoc/>
    public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options) =>
        (JsonConverter)Activator.CreateInstance(typeof(Of<>).MakeGenericType(typeToConvert.GetGenericArguments()))!;

    private sealed class Of<T> : JsonConverter<Optional<T>> where T : struct
    {
        public override bool HandleNull => true;

        public override Optional<T> Read(
            ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.Null
                ? new(null) : new(ValuesOf(options).Read(ref reader, typeof(T), options));

        public override void Write(Utf8JsonWriter writer, Optional<T> value, JsonSerializerOptions options)
        {
            if (value.Value is { } known) ValuesOf(options).Write(writer, known, options);
            else writer.WriteNullValue();
        }

        // Called itself, so that a fault is told with the path of the member.
        private static JsonConverter<T> ValuesOf(JsonSerializerOptions options) =>
            (JsonConverter<T>)options.GetConverter(typeof(T));
    }
}
