using System.Buffers;
using System.IO.Compression;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;

namespace PackageBilling.Host;

/// <summary>Some records of a file of calls.</summary>
/// <param name="Body">The records as the interface takes them.</param>
/// <param name="Rows">The same as they stand in the file.</param>
/// <param name="Unreadable">Records with a number that cannot be read as the mapping says; they are not sent.</param>
internal sealed record CallsPiece(byte[] Body, IReadOnlyList<ImportRow> Rows, IReadOnlyList<ImportRow> Unreadable);

/// <summary>
/// A file of calls: CSV with a header, or a JSON object a line; either may be packed by gzip. It is read piece by
/// piece, so memory does not grow with its length.
/// </summary>
internal sealed class CallsFile : IAsyncDisposable
{
    /// <summary>Records sent together. An answer names as many rejects, so none is lost.</summary>
    public const int PieceRecords = 10_000;

    // More than any month of a large carrier.
    private const int MostRows = 500_000_000;

    /// <summary>The columns of a CSV file, named after the fields of a call.</summary>
    public static readonly IReadOnlyList<ImportColumn> Columns =
    [
        new("callId", true), new("customerId", true), new("did"), new("destination", true), new("startedAt", true),
        new("billedSeconds", true), new("amount", true),
    ];

    private readonly Stream _content;
    private readonly ImportFile? _csv;
    private readonly MappedCalls? _mapped;

    private CallsFile(Stream content, ImportFile? csv, MappedCalls? mapped = null) =>
        (_content, _csv, _mapped) = (content, csv, mapped);

    /// <summary>Rows that the mapping skips, by its conditions, once they have been read.</summary>
    public IReadOnlyDictionary<string, long> Skipped => _mapped?.Skipped ?? new Dictionary<string, long>();

    /// <summary>How much of it was read, 0 to 1.</summary>
    public double Done => _content.Length == 0 ? 1 : (double)_content.Position / _content.Length;

    /// <summary>Opens a file as a switch wrote it, and looks through it.</summary>
    /// <exception cref="RequestRefusedException">It can't be read as the mapping says; says where.</exception>
    public static async Task<CallsFile> OpenMapped(FileInfo file, CallMapping mapping, CancellationToken ct)
    {
        var content = await Unpacked(file, ct);
        try
        {
            if (await RejectsFile.Open(content, "calls", ct) is { } rejects)
            {
                await content.DisposeAsync();
                content = rejects.Content;
            }
            var mapped = new MappedCalls(content, mapping);
            mapped.Check();
            return new(content, null, mapped);
        }
        catch (Exception e)
        {
            await content.DisposeAsync();
            if (e is ProblemException refused) throw new RequestRefusedException($"{refused.Field}: {refused.Message}");
            throw;
        }
    }

    /// <summary>Opens a file and looks through it when it is CSV, so that a damaged one is refused
    /// before anything of it is sent.</summary>
    /// <exception cref="RequestRefusedException">It is not what it should be; says where.</exception>
    public static async Task<CallsFile> Open(FileInfo file, FileInfo? mapping, CancellationToken ct)
    {
        var content = await Unpacked(file, ct);
        try
        {
            var first = content.ReadByte();
            while (first is ' ' or '\t' or '\r' or '\n' or 0xEF or 0xBB or 0xBF) first = content.ReadByte();
            if (first == '[')
                throw new RequestRefusedException(
                    "calls: must be CSV, or one JSON object a line; POST /api/usage takes an array.");
            content.Position = 0;
            if (first is '{' or -1) return new(content, null);
            if (await Records(content, ct) is { } records)
            {
                await content.DisposeAsync();
                return new(records, null);
            }
            var map = mapping is null ? ImportMapping.None
                : ImportMapping.Read(await File.ReadAllBytesAsync(mapping.FullName, ct),
                    new Dictionary<string, IReadOnlyList<ImportColumn>> { ["calls"] = Columns },
                    "packages", "customers", "assignments", "pauses", "payments");
            var csv = new ImportFile("calls", content, Columns, map, MostRows);
            await csv.Check(ct);
            return new(content, csv);
        }
        catch (Exception e)
        {
            await content.DisposeAsync();
            if (e is ProblemException refused) throw new RequestRefusedException($"{refused.Field}: {refused.Message}");
            throw;
        }
    }

    /// <summary>Its records from the first on.</summary>
    public async IAsyncEnumerable<CallsPiece> Pieces([EnumeratorCancellation] CancellationToken ct)
    {
        var (body, rows, unreadable) = (new ArrayBufferWriter<byte>(), new List<ImportRow>(), new List<ImportRow>());
        if (_mapped is not null)
        {
            foreach (var piece in MappedPieces.Of(_mapped)) yield return piece;
            yield break;
        }
        await foreach (var row in _csv is null ? Lines(ct) : Rows(_csv, ct))
        {
            var (amount, seconds) = _csv is null ? (null, null) : (row.Amount("amount"), row.Number("billedSeconds"));
            if (row.IsFaulty) unreadable.Add(row);
            else
            {
                if (_csv is null) Encoding.UTF8.GetBytes(row.Record, body);
                else Write(row, amount, seconds, body);
                body.Write("\n"u8);
                rows.Add(row);
            }
            if (rows.Count + unreadable.Count < PieceRecords) continue;
            yield return new(body.WrittenSpan.ToArray(), rows, unreadable);
            (body, rows, unreadable) = (new(), [], []);
        }
        if (rows.Count + unreadable.Count > 0) yield return new(body.WrittenSpan.ToArray(), rows, unreadable);
    }

    public async ValueTask DisposeAsync()
    {
        if (_csv is not null) await _csv.DisposeAsync();
        await _content.DisposeAsync();
    }

    // A rejects file of JSON lines; of one of CSV the reader of CSV takes the records out itself.
    private static async Task<Stream?> Records(Stream content, CancellationToken ct)
    {
        if (await RejectsFile.Open(content, "calls", ct) is not { Content: var records }) return null;
        records.Position = 0;
        var first = records.ReadByte();
        records.Position = 0;
        if (first == '{') return records;
        await records.DisposeAsync();
        return null;
    }

    private static async IAsyncEnumerable<ImportRow> Rows(ImportFile csv, [EnumeratorCancellation] CancellationToken ct)
    {
        await foreach (var chunk in csv.Chunks(ct))
            foreach (var row in chunk) yield return row;
    }

    // A line that is longer than the interface takes is cut just behind that, and refused there.
    private async IAsyncEnumerable<ImportRow> Lines([EnumeratorCancellation] CancellationToken ct)
    {
        const int most = ImportLimits.LineBytes + 1;
        _content.Position = 0;
        using var reader = new StreamReader(_content, Encoding.UTF8, true, 1 << 16, leaveOpen: true);
        var (line, number, buffer) = (new StringBuilder(), 1, new char[1 << 14]);
        for (int read; (read = await reader.ReadAsync(buffer, ct)) > 0;)
            for (var from = 0; from < read;)
            {
                var length = buffer.AsSpan(from, read - from).IndexOf('\n');
                var take = length < 0 ? read - from : length;
                line.Append(buffer, from, Math.Min(take, most - line.Length));
                from += take + 1;
                if (length < 0) break;
                if (Taken(line, number) is { } row) yield return row;
                line.Clear();
                number++;
            }
        if (Taken(line, number) is { } last) yield return last;
    }

    private static ImportRow? Taken(StringBuilder line, int number) =>
        line.ToString().Trim() is { Length: > 0 } text
            ? new(number, null, text, new Dictionary<string, string>(), ImportMapping.None.Formats) : null;

    private static void Write(ImportRow row, decimal? amount, int? seconds, ArrayBufferWriter<byte> body)
    {
        using var json = new Utf8JsonWriter(body);
        json.WriteStartObject();
        foreach (var column in Columns)
            if (column.Name == "billedSeconds" && seconds is { } whole) json.WriteNumber(column.Name, whole);
            else if (column.Name == "amount" && amount is { } exact) json.WriteNumber(column.Name, exact);
            else if (row.Text(column.Name) is { } text) json.WriteString(column.Name, text);
        json.WriteEndObject();
    }

    private static async Task<Stream> Unpacked(FileInfo file, CancellationToken ct)
    {
        var content = file.OpenRead();
        var isPacked = content.ReadByte() == 0x1F && content.ReadByte() == 0x8B;
        content.Position = 0;
        if (!isPacked) return content;
        await using (content)
        {
            var unpacked = TemporaryFiles.Create("calls");
            try
            {
                await using var gzip = new GZipStream(content, CompressionMode.Decompress);
                await gzip.CopyToAsync(unpacked, ct);
                unpacked.Position = 0;
                return unpacked;
            }
            catch (Exception e)
            {
                await unpacked.DisposeAsync();
                throw e is InvalidDataException
                    ? new RequestRefusedException($"calls: {file.Name} cannot be unpacked: {e.Message}") : e;
            }
        }
    }
}
