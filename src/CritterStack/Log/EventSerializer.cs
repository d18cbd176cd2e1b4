using System.Buffers;
using System.Data.Common;
using System.Text;
using System.Text.Json;
using Marten;
using Npgsql;
using NpgsqlTypes;
using PackageBilling.EventStore;
using Weasel.Core;

namespace PackageBilling.CritterStack;

/// <summary>Events and their headers in the one stored form that every adapter reads and writes: that of <see cref="EventJson"/>.</summary>
internal sealed class EventSerializer : Marten.ISerializer
{
    public EnumStorage EnumStorage => EnumStorage.AsString;

    public Casing Casing => Casing.CamelCase;

    public ValueCasting ValueCasting => ValueCasting.Strict;

    public string ToJson(object? document) => Encoding.UTF8.GetString(Bytes(document));

    public string ToCleanJson(object? document) => ToJson(document);

    public void WriteTo(IBufferWriter<byte> writer, object? value) => writer.Write(Bytes(value));

    public void WriteToCleanJson(IBufferWriter<byte> writer, object? value) => WriteTo(writer, value);

    public string ToJsonWithTypes(object document) => ToJson(document);

    public void WriteToJsonWithTypes(IBufferWriter<byte> writer, object value) => WriteTo(writer, value);

    public void WriteToParameter(NpgsqlParameter parameter, object? value)
    {
        parameter.NpgsqlDbType = NpgsqlDbType.Jsonb;
        parameter.Value = value is null ? DBNull.Value : Bytes(value);
    }

    public T FromJson<T>(Stream stream) => (T)FromJson(typeof(T), stream);

    public T FromJson<T>(DbDataReader reader, int index) => (T)FromJson(typeof(T), reader, index);

    public object FromJson(Type type, Stream stream) =>
        JsonSerializer.Deserialize(stream, type, EventJson.Options) ?? throw new JsonException($"A stored {type.Name} is null.");

    public object FromJson(Type type, DbDataReader reader, int index) => EventJson.Read(reader.GetFieldValue<byte[]>(index), type);

    public async ValueTask<T> FromJsonAsync<T>(Stream stream, CancellationToken cancellationToken = default) =>
        (T)await FromJsonAsync(typeof(T), stream, cancellationToken);

    public ValueTask<T> FromJsonAsync<T>(DbDataReader reader, int index, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult(FromJson<T>(reader, index));

    public async ValueTask<object> FromJsonAsync(Type type, Stream stream, CancellationToken cancellationToken = default) =>
        await JsonSerializer.DeserializeAsync(stream, type, EventJson.Options, cancellationToken)
        ?? throw new JsonException($"A stored {type.Name} is null.");

    public ValueTask<object> FromJsonAsync(Type type, DbDataReader reader, int index, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult(FromJson(type, reader, index));

    private static byte[] Bytes(object? value) => value is null ? "null"u8.ToArray() : EventJson.Write(value);
}
