using System.IO.Compression;
using System.Text;

namespace PackageBilling.Foundation;

/// <summary>
/// A file of calls as a switch wrote it, read by a mapping: CSV or JSON, also packed by gzip. It is read row by row, so
/// memory does not grow with its length.
/// </summary>
public sealed class MappedCalls(Stream content, CallMapping mapping)
{
    private readonly SortedDictionary<string, long> _skipped = new(StringComparer.Ordinal);

    /// <summary>Rows that a condition of the mapping skipped, by its name, once they have been read.</summary>
    public IReadOnlyDictionary<string, long> Skipped => _skipped;

    /// <summary>Rows that were read, also those that were skipped.</summary>
    public long Rows { get; private set; }

    /// <summary>The header as it is in the file; null when it has none.</summary>
    public string? Header { get; private set; }

    /// <summary>Reads the file to its end, so that one that can't be read is refused before anything of it is
    /// used.</summary>
    /// <exception cref="ProblemException">It can't be read as the mapping says; names the line.</exception>
    public void Check()
    {
        foreach (var _ in Read(toUse: false, keepsRecords: false))
        {
        }
    }

    /// <summary>What its rows become, from the first on.</summary>
    /// <param name="keepsRecords">Whether calls have their rows with them.</param>
    /// <exception cref="ProblemException">It can't be read as the mapping says; names the line.</exception>
    public IEnumerable<MappedRow> Read(bool keepsRecords = false) => Read(toUse: true, keepsRecords);

    private IEnumerable<MappedRow> Read(bool toUse, bool keepsRecords)
    {
        (Rows, content.Position) = (0, 0);
        _skipped.Clear();
        var columns = new CallColumns();
        var reader = new RowReader(mapping, columns);
        var conditions = new RowConditions(mapping.Keep, mapping.Skip, columns);
        var pairs = mapping.Pair is { } pair ? new RowPairs(pair, reader, columns) : null;
        using var unpacked = Unpacked();
        using var text = CallEncoding.ToUtf8(unpacked, mapping.Encoding);
        using var rows = mapping.Format == "csv"
            ? (CallRows)new CsvCallRows(text, mapping, columns) : new JsonCallRows(text, mapping, columns);
        Header = rows.Header;
        var ready = new List<MappedRow>();
        while (Next(rows))
        {
            Rows++;
            if (!toUse) continue;
            if ((conditions.Skips(rows) ?? pairs?.Take(rows, keepsRecords, ready)) is { } reason)
                _skipped[reason] = _skipped.GetValueOrDefault(reason) + 1;
            else if (pairs is null) yield return reader.Read(rows, keepsRecords);
            foreach (var row in ready) yield return row;
            ready.Clear();
        }
        pairs?.End(ready);
        foreach (var row in ready) yield return row;
    }

    private static bool Next(CallRows rows)
    {
        try
        {
            return rows.Next();
        }
        catch (Exception e) when (e is InvalidDataException or DecoderFallbackException)
        {
            throw Problem.Malformed("calls", e is DecoderFallbackException
                ? "is not in the encoding that the mapping says" : $"cannot be unpacked: {e.Message}");
        }
    }

    private Stream Unpacked()
    {
        var isPacked = content.ReadByte() == 0x1F && content.ReadByte() == 0x8B;
        content.Position = 0;
        return isPacked ? new BufferedStream(new GZipStream(content, CompressionMode.Decompress, leaveOpen: true))
            : new Borrowed(content);
    }

    /// <summary>A stream that its owner closes.</summary>
    private sealed class Borrowed(Stream inner) : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => inner.Length;

        public override long Position { get => inner.Position; set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count) => inner.Read(buffer, offset, count);

        public override int Read(Span<byte> buffer) => inner.Read(buffer);

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
