using CsvHelper;

namespace PackageBilling.Foundation;

/// <summary>The one way in which CSV is written (RFC 4180, UTF-8): a header, then records as they come,
/// so that memory stays flat.</summary>
public sealed class CsvOutput : IAsyncDisposable
{
    private readonly CsvWriter _csv;
    private string[] _record = [];

    private CsvOutput(Stream target) => _csv = CsvWriter.Create(target, CsvWriterOptions.Default, leaveOpen: true);

    /// <summary>Writes the header; an empty one is for records that continue another file.</summary>
    /// <param name="target">Takes the file; it stays open.</param>
    /// <param name="header">The names of the columns.</param>
    public static CsvOutput To(Stream target, params IReadOnlyList<string> header)
    {
        var output = new CsvOutput(target);
        if (header.Count > 0) output.Write([.. header.Select(CsvField.FromText)]);
        return output;
    }

    /// <summary>Writes all records.</summary>
    public static async Task Write<T>(
        Stream target, IReadOnlyList<string> header, IAsyncEnumerable<T> rows,
        Func<T, CsvField[]> fields, CancellationToken ct)
    {
        await using var output = To(target, header);
        await foreach (var row in rows.WithCancellation(ct)) await output.WriteAsync(fields(row), ct);
    }

    /// <summary>Writes one record.</summary>
    public void Write(ReadOnlySpan<CsvField> fields) => _csv.WriteRecord(Written(fields));

    /// <summary>Writes one record, and what has gathered to the target now and then.</summary>
    public async Task WriteAsync(CsvField[] fields, CancellationToken ct) =>
        await _csv.WriteRecordAsync(Written(fields), ct);

    /// <summary>Writes what has gathered to the target.</summary>
    public async Task FlushAsync(CancellationToken ct) => await _csv.FlushAsync(ct);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _csv.DisposeAsync();

    private string[] Written(ReadOnlySpan<CsvField> fields)
    {
        if (_record.Length != fields.Length) _record = new string[fields.Length];
        for (var i = 0; i < fields.Length; i++) _record[i] = fields[i].Written;
        return _record;
    }
}
