using System.Text.Json.Nodes;
using CsvHelper;

namespace PackageBilling.Host;

/// <summary>Report lines as CSV, a column for each field of a line, as they come.</summary>
internal sealed class LinesFile : IAsyncDisposable
{
    // A spreadsheet must show what a field holds, not run it.
    private static readonly CsvWriterOptions Options = CsvWriterOptions.Default with { Injection = CsvInjection.Escape, InjectionCharacters = "=@+\t\r" };

    private readonly FileStream _file;
    private readonly CsvWriter _csv;
    private IReadOnlyList<string>? _columns;

    public LinesFile(string path)
    {
        _file = File.Create(path);
        _csv = CsvWriter.Create(_file, Options, leaveOpen: true);
    }

    public async Task Write(JsonArray lines, CancellationToken ct)
    {
        foreach (var line in lines)
        {
            if (_columns is null)
            {
                _columns = [.. line!.AsObject().Select(field => field.Key)];
                await _csv.WriteRecordAsync([.. _columns], ct);
            }
            await _csv.WriteRecordAsync([.. _columns.Select(column => line![column]?.ToString() ?? "")], ct);
        }
    }

    /// <summary>Writes the lines of a report, also those that are read page by page.</summary>
    public async Task WriteAll(NodeClient node, JsonNode report, CancellationToken ct)
    {
        await Write(report["lines"]!.AsArray(), ct);
        if (report["simulationId"] is not { } id) return;
        string? next = null;
        do
        {
            var page = await node.Get($"/api/simulations/{id}/lines?limit=500{(next is null ? "" : $"&after={Uri.EscapeDataString(next)}")}", ct);
            await Write(page["items"]!.AsArray(), ct);
            next = page["next"]?.GetValue<string>();
        }
        while (next is not null);
    }

    public async ValueTask DisposeAsync()
    {
        await _csv.DisposeAsync();
        await _file.DisposeAsync();
    }
}
