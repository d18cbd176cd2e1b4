using System.Text;
using System.Text.Json;

namespace PackageBilling.Foundation;

/// <summary>Rows of JSON: an object a line, or the objects that <see cref="JsonRecords"/> finds.</summary>
internal sealed class JsonCallRows(Stream content, CallMapping mapping, CallColumns columns) : CallRows
{
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 32 };

    private readonly JsonRecords _records = new(content, mapping.Format == "jsonl", mapping.Records);
    private readonly (string Name, string[] Path)[] _paths =
        [.. columns.Names.Select(name => (name, name.Split('.')))];

    private JsonDocument? _document;

    public override string Record => Encoding.UTF8.GetString(_records.Record.Span).Trim();

    public override bool Next()
    {
        _document?.Dispose();
        _document = null;
        if (!_records.Next()) return false;
        (Line, Fault) = (_records.Line, null);
        try
        {
            if (_records.IsTooLong) Fault = $"must be at most {ImportLimits.LineBytes} bytes";
            else _document = JsonDocument.Parse(_records.Record, Options);
            if (_document is { RootElement.ValueKind: not JsonValueKind.Object }) Fault = "must be an object";
        }
        catch (JsonException)
        {
            Fault = "must be valid JSON";
        }
        return true;
    }

    public override string Text(int source)
    {
        if (_document is not { RootElement: { ValueKind: JsonValueKind.Object } at }) return "";
        var (name, path) = _paths[source];
        if (!at.TryGetProperty(name, out var found))
            foreach (var part in path)
            {
                if (at.ValueKind != JsonValueKind.Object || !at.TryGetProperty(part, out at)) return "";
                found = at;
            }
        try
        {
            return found.ValueKind switch
            {
                JsonValueKind.String => found.GetString()!.Trim(),
                JsonValueKind.Null => "",
                _ => found.GetRawText(),
            };
        }
        catch (InvalidOperationException)
        {
            // Half of a character that takes two.
            return "\uFFFD";
        }
    }

    public override void Dispose() => _document?.Dispose();
}
