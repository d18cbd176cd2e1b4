using System.Text;

namespace PackageBilling.Foundation;

/// <summary>
/// Events that wait on disk until the whole file is decided, so that the transaction that writes them does nothing
/// else: while it is open, what others write after its start can't be read.
/// </summary>
internal sealed class EventSpool : IDisposable
{
    private readonly FileStream _file = TemporaryFiles.Create("facts");
    private readonly BinaryWriter _writer;
    private readonly List<Type> _types = [];
    private int _chunks;

    public EventSpool() => _writer = new(_file, Encoding.UTF8, leaveOpen: true);

    public void Add(IReadOnlyList<BulkEvent> chunk)
    {
        if (chunk.Count == 0) return;
        _chunks++;
        _writer.Write(chunk.Count);
        foreach (var e in chunk)
        {
            _writer.Write(e.StreamId);
            _writer.Write(e.ExpectedVersion);
            _writer.Write7BitEncodedInt(Number(e.EventType));
            _writer.Write7BitEncodedInt(e.Json.Length);
            _writer.Write(e.Json.Span);
        }
    }

    /// <summary>The chunks as they were added.</summary>
    public IEnumerable<IReadOnlyList<BulkEvent>> Chunks()
    {
        _writer.Flush();
        _file.Position = 0;
        using var reader = new BinaryReader(_file, Encoding.UTF8, leaveOpen: true);
        for (var chunk = 0; chunk < _chunks; chunk++)
        {
            var events = new BulkEvent[reader.ReadInt32()];
            for (var i = 0; i < events.Length; i++)
                events[i] = new(
                    reader.ReadString(), reader.ReadInt64(), _types[reader.Read7BitEncodedInt()],
                    reader.ReadBytes(reader.Read7BitEncodedInt()));
            yield return events;
        }
    }

    public void Dispose()
    {
        _writer.Dispose();
        _file.Dispose();
    }

    private int Number(Type type)
    {
        var number = _types.IndexOf(type);
        if (number >= 0) return number;
        _types.Add(type);
        return _types.Count - 1;
    }
}
