using System.Buffers;
using System.IO.Compression;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;

namespace PackageBilling.Billing.Reconciliations;

/// <summary>
/// A file to reconcile: CSV by our names or a mapping, also packed by gzip or in UTF-16 with its byte order mark. The
/// columns of one without a header are named by the caller.
/// </summary>
internal sealed class ListedFile : IAsyncDisposable
{
    private readonly Stream _text;
    private readonly ImportFile _file;
    private readonly bool _hasHeader;
    private readonly List<RejectedFileRow> _rejects = [];

    private ListedFile(Stream text, ImportFile file, bool hasHeader, string hash) =>
        (_text, _file, _hasHeader, Hash) = (text, file, hasHeader, hash);

    /// <summary>SHA-256 of the file as it was sent, in hexadecimal digits.</summary>
    public string Hash { get; }

    /// <summary>Rows that were read.</summary>
    public long Read { get; private set; }

    /// <summary>Those that were rejected.</summary>
    public long Rejected { get; private set; }

    /// <summary>The first faults of rows that were rejected.</summary>
    public IReadOnlyList<RejectedFileRow> Rejects => _rejects;

    /// <summary>Opens a file and looks at all of it.</summary>
    /// <param name="name">The kind of file, as the form and the mapping name it.</param>
    /// <param name="content">Its bytes, which can be read again.</param>
    /// <param name="columns">Our columns.</param>
    /// <param name="mapping">A mapping file; null for our names.</param>
    /// <param name="header">The names of the columns when the file has no header; null when it has one.</param>
    /// <param name="ct">Gives up.</param>
    /// <exception cref="ProblemException">It can't be read; names the line.</exception>
    public static async Task<ListedFile> Open(
        string name, Stream content, IReadOnlyList<ImportColumn> columns, byte[]? mapping, string? header,
        CancellationToken ct)
    {
        var how = mapping is null ? ImportMapping.None : ImportMapping.Read(
            mapping, new Dictionary<string, IReadOnlyList<ImportColumn>> { [name] = columns }, OtherFiles);
        content.Position = 0;
        var hash = Convert.ToHexStringLower(await SHA256.HashDataAsync(content, ct));
        var text = TemporaryFiles.Create("reconciled.csv");
        try
        {
            if (header is not null)
                await text.WriteAsync(Encoding.UTF8.GetBytes($"{HeaderLine(header, how.Separator)}\n"), ct);
            await Unpack(name, content, text, header is not null, ct);
            var file = new ImportFile(name, text, columns, how);
            await file.Check(ct);
            return file.Rows > 0 ? new(text, file, header is null, hash) : throw Problem.Malformed(
                name, "has no rows; a file without any would say that everything is gone");
        }
        catch
        {
            await text.DisposeAsync();
            throw;
        }
    }

    /// <summary>The rows from the first on.</summary>
    public async IAsyncEnumerable<ImportRow> Rows([EnumeratorCancellation] CancellationToken ct)
    {
        (Read, Rejected) = (0, 0);
        _rejects.Clear();
        await foreach (var chunk in _file.Chunks(ct))
            foreach (var row in chunk)
            {
                Read++;
                yield return row;
                if (!row.IsFaulty) continue;
                Rejected++;
                foreach (var fault in row.Faults)
                    if (_rejects.Count < ReconciliationLimits.RejectsKept)
                        _rejects.Add(new(LineOf(row), fault.Field, fault.Error));
            }
    }

    /// <summary>The line of the file that a row begins on.</summary>
    public int LineOf(ImportRow row) => _hasHeader ? row.Line : row.Line - 1;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _file.DisposeAsync();
        await _text.DisposeAsync();
    }

    private static readonly string[] OtherFiles =
        ["packages", "customers", "assignments", "pauses", "payments", "calls", "inventory", "supplierBill"];

    // A column's name with one of them would not stay one.
    private static readonly SearchValues<char> Breaking = SearchValues.Create("\"\r\n;|\t");

    /// <summary>Refuses what can't be the names of columns.</summary>
    public static void CheckHeader(string header)
    {
        if (!header.Split(',').All(name => name.Trim().Length > 0 && !name.AsSpan().ContainsAny(Breaking)))
            throw Problem.Malformed("columns", "must be the names of the columns with commas between");
    }

    private static string HeaderLine(string header, string? separator) =>
        string.Join(separator ?? ",", header.Split(',').Select(name => name.Trim()));

    private static async Task Unpack(
        string name, Stream content, Stream target, bool continues, CancellationToken ct)
    {
        try
        {
            var start = await Start(content, ct);
            await using var packed = start is [0x1F, 0x8B, ..]
                ? new GZipStream(content, CompressionMode.Decompress, leaveOpen: true) : null;
            await using var bytes = packed is null ? content : await Copied(name, packed, ct);
            start = await Start(bytes, ct);
            var encoding = start switch
            {
                [0xFF, 0xFE, ..] => new UnicodeEncoding(false, true, throwOnInvalidBytes: true),
                [0xFE, 0xFF, ..] => new UnicodeEncoding(true, true, throwOnInvalidBytes: true),
                _ => null,
            };
            // Behind a header of ours a mark would be part of a value.
            bytes.Position = encoding is not null ? 2 : continues && start is [0xEF, 0xBB, 0xBF] ? 3 : 0;
            await using var text = encoding is null ? null
                : Encoding.CreateTranscodingStream(bytes, encoding, Encoding.UTF8, leaveOpen: true);
            await (text ?? bytes).CopyToAsync(target, ct);
        }
        catch (Exception e) when (e is InvalidDataException or DecoderFallbackException)
        {
            throw Problem.Malformed(name, e is InvalidDataException
                ? $"cannot be unpacked: {e.Message}" : "is not in the encoding that its byte order mark says");
        }
    }

    private static async Task<byte[]> Start(Stream content, CancellationToken ct)
    {
        var start = new byte[3];
        content.Position = 0;
        var read = await content.ReadAtLeastAsync(start, start.Length, throwOnEndOfStream: false, ct);
        content.Position = 0;
        return start[..read];
    }

    // A small packed file can hold more than any disk.
    private static async Task<Stream> Copied(string name, GZipStream packed, CancellationToken ct)
    {
        var file = TemporaryFiles.Create("unpacked.csv");
        try
        {
            var buffer = new byte[1 << 16];
            while (await packed.ReadAsync(buffer, ct) is > 0 and var read)
            {
                await file.WriteAsync(buffer.AsMemory(0, read), ct);
                if (file.Length > ImportLimits.BodyBytes)
                    throw Problem.Malformed(name, $"must have at most {ImportLimits.BodyBytes} bytes unpacked");
            }
            return file;
        }
        catch
        {
            await file.DisposeAsync();
            throw;
        }
    }
}
