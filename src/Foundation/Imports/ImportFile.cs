using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Unicode;
using CsvHelper;

namespace PackageBilling.Foundation;

/// <summary>
/// One file of an import: CSV with a header, read as often as needed; or a rejects file of an earlier import, of which
/// the records of this kind are read.
/// </summary>
public sealed class ImportFile : IAsyncDisposable
{
    private readonly Stream _content;
    private RejectsFile? _rejects;
    private readonly CsvReaderOptions _options;
    private readonly ValueFormats _formats;
    private readonly FileMapping? _map;
    private readonly IReadOnlyList<ImportColumn> _columns;
    private readonly int _mostRows;

    /// <param name="name">The kind of file.</param>
    /// <param name="content">Its bytes, which can be read again.</param>
    /// <param name="columns">The columns that it may have.</param>
    /// <param name="mapping">How to read another system's export.</param>
    /// <param name="mostRows">The rows that it may have.</param>
    public ImportFile(string name, Stream content, IReadOnlyList<ImportColumn> columns, ImportMapping mapping,
        int mostRows = ImportLimits.Rows)
    {
        _mostRows = mostRows;
        (Name, _content, _columns, _formats, _map) =
            (name, content, columns, mapping.Formats, mapping.Files.GetValueOrDefault(name));
        _options = CsvReaderOptions.Default with
        {
            Separator = mapping.Separator?[0],
            MaxRecordSize = ImportLimits.LineBytes,
            MalformedData = CsvMalformedDataHandling.Throw,
            TrackLineNumbers = true,
            IncludeValuesInExceptions = false,
        };
    }

    /// <summary>The kind of file.</summary>
    public string Name { get; }

    /// <summary>The number of its rows, known after <see cref="Check"/>.</summary>
    public int Rows { get; private set; }

    /// <summary>The number of rows that a condition of the mapping skips, known after <see cref="Check"/>.</summary>
    public int Skipped { get; private set; }

    // A rejects file has no titles any more.
    private int Titles => _rejects is null && _map is not null ? _map.TitleLines : 0;

    /// <summary>Reads the whole file once, so that one that is damaged is refused
    /// before anything of it is written.</summary>
    /// <exception cref="ProblemException">It is not what it should be; says where.</exception>
    public async Task Check(CancellationToken ct)
    {
        (Rows, Skipped) = (0, 0);
        _rejects ??= await RejectsFile.Open(_content, Name, ct);
        await foreach (var _ in Read(toUse: false, ct))
            if (++Rows > _mostRows) throw Malformed(0, $"has more than {_mostRows} rows; send it in parts");
    }

    /// <summary>The rows from the first on, in chunks of <see cref="ImportLimits.ChunkRows"/>.</summary>
    public async IAsyncEnumerable<IReadOnlyList<ImportRow>> Chunks([EnumeratorCancellation] CancellationToken ct)
    {
        var chunk = new List<ImportRow>();
        await foreach (var row in Read(toUse: true, ct))
        {
            chunk.Add(row!);
            if (chunk.Count < ImportLimits.ChunkRows) continue;
            yield return chunk;
            chunk = [];
        }
        if (chunk.Count > 0) yield return chunk;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _rejects?.Content.DisposeAsync() ?? default;

    private async IAsyncEnumerable<ImportRow?> Read(bool toUse, [EnumeratorCancellation] CancellationToken ct)
    {
        var content = _rejects?.Content ?? _content;
        content.Position = 0;
        await using var csv = CsvReader.Create(
            Titles == 0 ? content : BehindLines(content, Titles), _options, leaveOpen: true);
        await Guard(async () => { await csv.ReadHeaderAsync(ct); return true; });
        var header = HeaderOf(csv);
        string[] headers = [.. csv.Headers.Select(header => header.Trim())];
        while (headers is [.., ""]) headers = headers[..^1];
        var sources = Sources(headers);
        var (row, skips) = Conditions(csv, headers);
        while (await Guard(async () => await csv.ReadAsync(ct)))
        {
            var line = LineOf((int)csv.LineNumber + Titles);
            if (csv.RawRecord.Contains((byte)0))
                throw Malformed(line, "has a NUL byte; the file must be text in UTF-8");
            if (!Utf8.IsValid(csv.RawRecord)) throw Malformed(line, "is not UTF-8; save the file in that encoding");
            if (skips?.Skips(row) is not null)
            {
                if (!toUse) Skipped++;
                continue;
            }
            CheckFields(csv, line, headers.Length);
            yield return toUse ? Row(csv, line, header, sources) : null;
        }
    }

    // The file's text after some lines, in UTF-8.
    private static Stream BehindLines(Stream content, int lines)
    {
        var text = CallEncoding.ToUtf8(content, null);
        for (var next = 0; lines > 0 && next >= 0;)
            if ((next = text.ReadByte()) == '\n') lines--;
        return text;
    }

    private (CallRows Row, RowConditions? Skips) Conditions(CsvReader csv, string[] headers)
    {
        var columns = new CallColumns();
        var skips = _map is null or { Keep.Count: 0, Skip.Count: 0 }
            ? null : new RowConditions(_map.Keep, _map.Skip, columns);
        foreach (var names in columns.Needed)
            if (names.All(name => CsvCallRows.IndexOf(headers, name, 0) < 0))
                throw Malformed(1, $"has no column '{Shown(string.Join(" or ", names))}', which the mapping names");
        return (new FieldsOf(csv, [.. columns.Names.Select(name => CsvCallRows.IndexOf(headers, name, 0))]), skips);
    }

    // Columns without a name behind the last one may be there when they are empty: spreadsheets write such.
    private void CheckFields(CsvReader csv, int line, int expected)
    {
        var hasMore = false;
        for (var i = expected; i < csv.FieldCount; i++) hasMore |= !csv.GetSpan(i).Trim((byte)' ').IsEmpty;
        if (csv.FieldCount < expected || hasMore)
            throw Malformed(
                line, $"cannot be read as CSV: it has {csv.FieldCount} fields; there should be {expected}");
    }

    private ImportRow Row(CsvReader csv, int line, string header, List<(string Column, int[][] Parts)> sources)
    {
        var values = new Dictionary<string, string>(sources.Count, StringComparer.Ordinal);
        foreach (var (column, parts) in sources)
        {
            var text = parts.Length == 1
                ? First(parts[0]) : string.Join('-', parts.Select(First).Where(part => part.Length > 0));
            if (_map is not null && _map.Values.TryGetValue(column, out var translations)
                && translations.TryGetValue(text, out var ours))
                text = ours;
            if (text.Length > 0) values[column] = text;
        }
        if (_map is not null)
            foreach (var (column, text) in _map.Fixed) values[column] = text;
        return new(line, header, Encoding.UTF8.GetString(csv.RawRecord), values, _formats);

        string First(int[] indexes)
        {
            foreach (var index in indexes)
                if (SpreadsheetText.Unguard(csv.GetString(index).Trim()) is { Length: > 0 } field) return field;
            return "";
        }
    }

    // Where each of our columns is found. An unknown column is refused rather than ignored:
    // it may be a misspelled price.
    private List<(string Column, int[][] Parts)> Sources(string[] headers)
    {
        if (headers.Any(header => header.Any(c => char.IsControl(c) || c == '\uFFFD')))
            throw Malformed(1, "has a header that is not plain UTF-8 text");
        if (headers.GroupBy(header => header, StringComparer.Ordinal)
            .FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw Malformed(1, $"has the column '{twice.Key}' twice");
        var sources = new List<(string, int[][])>();
        if (_map is { Columns.Count: > 0 })
        {
            foreach (var (ours, theirs) in _map.Columns)
            {
                int[][] parts = [.. theirs.Split(" + ").Select(part => IndexesOf(part.Trim()))];
                if (parts.All(part => part.Length > 0)) sources.Add((ours, parts));
            }
        }
        else
        {
            foreach (var header in headers)
                if (_columns.All(column => column.Name != header) && header.Length > 0)
                    throw Malformed(1, $"has the unknown column '{Shown(header)}'; the columns are "
                        + string.Join(", ", _columns.Select(column => column.Name)));
            foreach (var column in _columns)
                if (Array.IndexOf(headers, column.Name) is >= 0 and var index) sources.Add((column.Name, [[index]]));
        }
        foreach (var column in _columns)
            if (column.Required && sources.All(source => source.Item1 != column.Name)
                && _map?.Fixed.ContainsKey(column.Name) != true)
                throw Malformed(1, $"has no column '{column.Name}'");
        return sources;

        // Of several with bars between the first that a row has a value in; with a question mark a file may have none.
        int[] IndexesOf(string named)
        {
            var isNeeded = !named.EndsWith(" ?", StringComparison.Ordinal);
            int[] indexes = [.. (isNeeded ? named : named[..^2]).Split(" | ")
                .Select(header => Array.IndexOf(headers, header.Trim())).Where(index => index >= 0)];
            return indexes.Length > 0 || !isNeeded ? indexes
                : throw Malformed(1, $"has no column '{Shown(named)}', which the mapping names");
        }
    }

    private async Task<bool> Guard(Func<Task<bool>> read)
    {
        try
        {
            return await read();
        }
        catch (CsvFormatException e)
        {
            throw Malformed(LineOf((int)e.LineNumber + Titles), $"cannot be read as CSV: {e.Message}");
        }
        catch (Exception e) when (e is InvalidOperationException or InvalidDataException or NotSupportedException)
        {
            throw Malformed(0, $"cannot be read as CSV: {e.Message}");
        }
    }

    // The reader does not keep the header as it was.
    private static string HeaderOf(CsvReader csv) => string.Join(csv.Separator, csv.Headers.Select(name =>
        name.AsSpan().IndexOfAny([csv.Separator, '"', '\r', '\n']) < 0
            ? name : $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\""));

    private int LineOf(int line) => _rejects?.Lines.GetValueOrDefault(line, line) ?? line;

    private static string Shown(string header) => header.Length <= 100 ? header : $"{header[..100]}…";

    private ProblemException Malformed(int line, string what) =>
        Problem.Malformed(Name, line > 0 ? $"line {line} {what}" : what);

    /// <summary>The fields of the current row, for conditions.</summary>
    private sealed class FieldsOf(CsvReader csv, int[] indexes) : CallRows
    {
        public override string Record => throw new NotSupportedException();

        public override bool Next() => throw new NotSupportedException();

        public override string Text(int source) => indexes[source] < 0 || indexes[source] >= csv.FieldCount
            ? "" : SpreadsheetText.Unguard(csv.GetString(indexes[source]).Trim());

        public override void Dispose()
        {
        }
    }
}
