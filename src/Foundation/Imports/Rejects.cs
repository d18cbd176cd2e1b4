namespace PackageBilling.Foundation;

/// <summary>A row that did not go in, and why.</summary>
/// <param name="File">The kind of file.</param>
/// <param name="Line">Its line.</param>
/// <param name="Field">The field that is to blame.</param>
/// <param name="Error">The rule.</param>
public sealed record Reject(string File, int Line, string Field, string Error);

/// <summary>
/// The rows that did not go in: the first ones to show, all of them in a file of this process that vanishes with it,
/// however it ends.
/// </summary>
public sealed class Rejects : IAsyncDisposable
{
    private readonly FileStream _file = TemporaryFiles.Create("rejects.csv");
    private readonly SemaphoreSlim _reading = new(1);
    private readonly List<Reject> _shown = [];
    private readonly HashSet<string> _begun = new(StringComparer.Ordinal);
    private readonly CsvOutput _csv;

    /// <summary>None so far.</summary>
    /// <param name="hasHeader">Whether they begin with the names of the columns;
    /// without, they go on where others end.</param>
    public Rejects(bool hasHeader = true) => _csv = CsvOutput.To(_file, hasHeader ? RejectsFile.Columns : []);

    /// <summary>The first ones, at most <see cref="ImportLimits.RejectsShown"/>.</summary>
    public IReadOnlyList<Reject> Shown => _shown;

    /// <summary>
    /// Adds a row with all that is wrong with it. The record is written once, and the file's header before its first
    /// record, so that the rejects can be corrected and sent again as they are.
    /// </summary>
    public void Add(string file, ImportRow row, IEnumerable<RowFault> faults)
    {
        if (row.Header is { } header && _begun.Add(file)) _csv.Write([file, 1, "", "", header]);
        var record = row.Record;
        foreach (var fault in faults)
        {
            if (_shown.Count < ImportLimits.RejectsShown) _shown.Add(new(file, row.Line, fault.Field, fault.Error));
            _csv.Write([file, row.Line, fault.Field, fault.Error, record]);
            record = "";
        }
    }

    /// <summary>Copies them as CSV (<see cref="RejectsFile"/>). Nothing is added any more.</summary>
    public async Task CopyTo(Stream target, CancellationToken ct)
    {
        await _reading.WaitAsync(ct);
        try
        {
            await _csv.FlushAsync(ct);
            _file.Position = 0;
            await _file.CopyToAsync(target, ct);
        }
        finally
        {
            _reading.Release();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        // A reader may not be done yet.
        await _reading.WaitAsync();
        await _csv.DisposeAsync();
        await _file.DisposeAsync();
        _reading.Release();
    }
}
