using System.Text.Json;

namespace PackageBilling.EventStore;

/// <summary>Turns rows of the log into objects. One instance serves one reader at a time.</summary>
/// <typeparam name="T">What is made of a row.</typeparam>
internal interface IRow<out T>
{
    /// <summary>The position of the event that was read last.</summary>
    long Position { get; }

    /// <summary>Bytes of the event that was read last, as stored.</summary>
    int Bytes { get; }

    T Read(NpgsqlDataReader reader);
}

/// <summary>Turns rows into events. Neighbours mostly share their headers, so what was parsed last is kept.</summary>
internal sealed class EventRow(EventTypes types) : IRow<StoredEvent>
{
    public const string Columns =
        "seq_id, id, stream_id, version, type, timestamp, correlation_id, causation_id, headers, data";

    private readonly RowType _type = new(types);
    private byte[] _headers = [];
    private Headers _parsed = new("", null, null);

    public long Position { get; private set; }

    public int Bytes { get; private set; }

    public StoredEvent Read(NpgsqlDataReader reader)
    {
        var type = _type.Of(reader, 4);
        var headers = reader.IsDBNull(8) ? [] : reader.GetFieldValue<byte[]>(8);
        if (!headers.AsSpan().SequenceEqual(_headers)) (_headers, _parsed) = (headers, Headers.Parse(headers));
        var data = reader.GetFieldValue<byte[]>(9);
        (Position, Bytes) = (reader.GetInt64(0), data.Length);
        return new StoredEvent(
            Position, reader.GetGuid(1), reader.GetString(2), reader.GetInt64(3), _type.Alias,
            EventJson.Read(data, type),
            new EventMetadata(
                new DateTimeOffset(reader.GetDateTime(5)),
                _parsed.User,
                _parsed.Reason,
                reader.IsDBNull(6) ? null : reader.GetString(6),
                reader.IsDBNull(7) ? null : reader.GetString(7),
                _parsed.KeyId));
    }
}

/// <summary>Turns rows into events without what is stored beside them.</summary>
internal sealed class FactRow(EventTypes types) : IRow<StoredFact>
{
    public const string Columns = "seq_id, version, type, data";

    private readonly RowType _type = new(types);

    public long Position { get; private set; }

    public int Bytes { get; private set; }

    public StoredFact Read(NpgsqlDataReader reader)
    {
        var data = reader.GetFieldValue<byte[]>(3);
        (Position, Bytes) = (reader.GetInt64(0), data.Length);
        return new(Position, reader.GetInt64(1), EventJson.Read(data, _type.Of(reader, 2)));
    }
}

/// <summary>The type of a row; neighbours mostly share it, so the one that was found last is kept.</summary>
internal sealed class RowType(EventTypes types)
{
    private Type? _type;

    /// <summary>How the type that was found last is stored.</summary>
    public string Alias { get; private set; } = "";

    /// <exception cref="InvalidOperationException">It is not registered.</exception>
    public Type Of(NpgsqlDataReader reader, int column)
    {
        var alias = reader.GetString(column);
        if (alias != Alias) (Alias, _type) = (alias, types.TypeOf(alias));
        return _type ?? throw new InvalidOperationException(
            $"The event at position {reader.GetInt64(0)} is of type '{alias}', which is not registered. Start a newer "
                + "version of the program.");
    }
}

/// <summary>What the headers column holds.</summary>
internal sealed record Headers(string User, string? Reason, string? KeyId)
{
    public static byte[] Write(EventMetadata metadata) =>
        JsonSerializer.SerializeToUtf8Bytes(
            new Headers(metadata.Actor, metadata.Reason, metadata.KeyId), EventJson.Options);

    // Events that Marten has written without headers have no user.
    public static Headers Parse(byte[] stored) =>
        (stored.Length == 0 ? null : JsonSerializer.Deserialize<Headers>(stored, EventJson.Options))
            is { User: not null } headers
            ? headers
            : new Headers("", null, null);
}
