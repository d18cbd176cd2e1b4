using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace PackageBilling.Foundation;

/// <summary>
/// Facts that were decided and not written, found again by their streams. They are on disk; in memory is a digest of
/// each stream's name and where its newest fact is, which leads to the one before.
/// </summary>
internal sealed class DecidedFacts(EventMetadata metadata) : IDisposable
{
    private const long None = -1;
    private const int HeadBytes = (2 * sizeof(long)) + (2 * sizeof(int));

    private readonly FileStream _file = TemporaryFiles.Create("decided");
    private readonly Dictionary<UInt128, long> _newest = [];
    private readonly List<Type> _types = [];
    private readonly List<List<long>> _placesOfType = [];
    private long _end;

    private readonly record struct Record(long Before, long Version, Type Type, byte[] Json);

    public void Add(IReadOnlyList<BulkEvent> chunk)
    {
        if (chunk.Count == 0) return;
        using var buffer = new MemoryStream();
        var (stream, version, from) = ("", 0L, _end);
        Span<byte> head = stackalloc byte[HeadBytes];
        foreach (var e in chunk)
        {
            if (e.StreamId != stream) (stream, version) = (e.StreamId, e.ExpectedVersion);
            var (place, digest) = (from + buffer.Length, Digest(stream));
            var type = NumberOf(e.EventType);
            BinaryPrimitives.WriteInt64LittleEndian(head, _newest.GetValueOrDefault(digest, None));
            BinaryPrimitives.WriteInt64LittleEndian(head[8..], ++version);
            BinaryPrimitives.WriteInt32LittleEndian(head[16..], type);
            BinaryPrimitives.WriteInt32LittleEndian(head[20..], e.Json.Length);
            buffer.Write(head);
            buffer.Write(e.Json.Span);
            _newest[digest] = place;
            _placesOfType[type].Add(place);
        }
        RandomAccess.Write(_file.SafeFileHandle, buffer.GetBuffer().AsSpan(0, (int)buffer.Length), from);
        _end = from + buffer.Length;
    }

    /// <summary>The facts of a stream, the oldest first; none when nothing was decided for it.</summary>
    public List<StoredEvent> Of(string streamId)
    {
        var events = new List<StoredEvent>();
        for (var place = _newest.GetValueOrDefault(Digest(streamId), None); place != None;)
        {
            var one = Read(place);
            events.Add(new(0, Guid.Empty, streamId, one.Version, one.Type.Name,
                EventJson.Read(one.Json, one.Type), metadata));
            place = one.Before;
        }
        events.Reverse();
        return events;
    }

    /// <summary>All facts of a type, in the order in which they were decided.</summary>
    public IEnumerable<T> Of<T>()
    {
        var type = _types.IndexOf(typeof(T));
        if (type < 0) yield break;
        foreach (var place in _placesOfType[type]) yield return (T)EventJson.Read(Read(place).Json, typeof(T));
    }

    public void Dispose() => _file.Dispose();

    private Record Read(long place)
    {
        Span<byte> head = stackalloc byte[HeadBytes];
        Fill(head, place);
        var json = new byte[BinaryPrimitives.ReadInt32LittleEndian(head[20..])];
        Fill(json, place + HeadBytes);
        return new(
            BinaryPrimitives.ReadInt64LittleEndian(head), BinaryPrimitives.ReadInt64LittleEndian(head[8..]),
            _types[BinaryPrimitives.ReadInt32LittleEndian(head[16..])], json);
    }

    private void Fill(Span<byte> target, long place)
    {
        for (var read = 0; read < target.Length;)
        {
            var more = RandomAccess.Read(_file.SafeFileHandle, target[read..], place + read);
            if (more == 0) throw new EndOfStreamException();
            read += more;
        }
    }

    private int NumberOf(Type type)
    {
        var number = _types.IndexOf(type);
        if (number >= 0) return number;
        _types.Add(type);
        _placesOfType.Add([]);
        return _types.Count - 1;
    }

    private static UInt128 Digest(string streamId) =>
        BinaryPrimitives.ReadUInt128LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes(streamId)));
}
