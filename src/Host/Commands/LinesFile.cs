using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace PackageBilling.Host;

/// <summary>Report lines as CSV, a column for each field of a line, as they come.</summary>
internal sealed class LinesFile(string path) : IAsyncDisposable
{
    // The interface sends amounts as strings; in a file they are numbers.
    private static readonly string[] AmountColumns = ["unitRetail", "unitCost", "retail", "cost",
        "margin", "debited", "spend"];

    private readonly FileStream _file = File.Create(path);
    private IReadOnlyList<string> _columns = [];
    private CsvOutput? _csv;

    public async Task Write(JsonArray lines, CancellationToken ct)
    {
        foreach (var line in lines)
        {
            if (_csv is null)
            {
                _columns = [.. line!.AsObject().Select(field => field.Key)];
                _csv = CsvOutput.To(_file, _columns);
            }
            await _csv.WriteAsync([.. _columns.Select(column => Field(column, line![column]))], ct);
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
            var page = await node.Get(
                $"/api/simulations/{id}/lines?limit=500{(next is null ? "" : $"&after={Uri.EscapeDataString(next)}")}",
                ct);
            await Write(page["items"]!.AsArray(), ct);
            next = page["next"]?.GetValue<string>();
        }
        while (next is not null);
    }

    public async ValueTask DisposeAsync()
    {
        if (_csv is not null) await _csv.DisposeAsync();
        await _file.DisposeAsync();
    }

    private static CsvField Field(string column, JsonNode? value) =>
        value is null ? default
        : value.GetValueKind() is JsonValueKind.True or JsonValueKind.False ? value.GetValue<bool>()
        : value.GetValueKind() == JsonValueKind.Number && value.AsValue().TryGetValue<long>(out var number) ? number
        : AmountColumns.Contains(column) && decimal.TryParse(
            value.ToString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var amount) ? amount
        : value.ToString();
}
