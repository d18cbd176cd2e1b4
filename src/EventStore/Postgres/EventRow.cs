using System.Text.Json;
using Npgsql;

namespace PackageBilling.EventStore;

/// <summary>
/// Turns rows into events. Neighbours mostly share their type and their headers, so what was parsed last is kept; one
/// instance serves one reader at a time.
/// </summary>
internal sealed class EventRow(EventTypes types)
{
    public const string Columns = "seq_id, id, stream_id, version, type, timestamp, correlation_id, causation_id, headers, data";

    private string _alias = "";
    private Type? _type;
    private byte[] _headers = [];
    private Headers _parsed = new("", null);

    /// <summary>Bytes of the event that was read last, as stored.</summary>
    public int Bytes { get; private set; }

    public StoredEvent Read(NpgsqlDataReader reader)
    {
        var alias = reader.GetString(4);
        if (alias != _alias) (_alias, _type) = (alias, types.TypeOf(alias));
        if (_type is null)
            throw new InvalidOperationException(
                $"The event at position {reader.GetInt64(0)} is of type '{alias}', which is not registered. Start a newer version of the program.");
        var headers = reader.IsDBNull(8) ? [] : reader.GetFieldValue<byte[]>(8);
        if (!headers.AsSpan().SequenceEqual(_headers)) (_headers, _parsed) = (headers, Headers.Parse(headers));
        var data = reader.GetFieldValue<byte[]>(9);
        Bytes = data.Length;
        return new StoredEvent(
            reader.GetInt64(0), reader.GetGuid(1), reader.GetString(2), reader.GetInt64(3), _alias, EventJson.Read(data, _type),
            new EventMetadata(
                new DateTimeOffset(reader.GetDateTime(5)),
                _parsed.User,
                _parsed.Reason,
                reader.IsDBNull(6) ? null : reader.GetString(6),
                reader.IsDBNull(7) ? null : reader.GetString(7)));
    }
}

/// <summary>What the headers column holds.</summary>
internal sealed record Headers(string User, string? Reason)
{
    public static byte[] Write(EventMetadata metadata) =>
        JsonSerializer.SerializeToUtf8Bytes(new Headers(metadata.Actor, metadata.Reason), EventJson.Options);

    // Events that Marten has written without headers have no user.
    public static Headers Parse(byte[] stored) =>
        (stored.Length == 0 ? null : JsonSerializer.Deserialize<Headers>(stored, EventJson.Options)) is { User: not null } headers
            ? headers
            : new Headers("", null);
}
