using System.Buffers;
using System.Text.Json;

namespace PackageBilling.Foundation;

/// <summary>A format of exports.</summary>
/// <param name="Name">As part of an operation's name.</param>
/// <param name="Title">As people write it.</param>
/// <param name="Extension">As part of an address or of a file's name.</param>
/// <param name="ContentType">The content type of the answer.</param>
public sealed record ExportFormat(string Name, string Title, string Extension, string ContentType)
{
    /// <summary>A header and a row for each line (RFC 4180, UTF-8).</summary>
    public static readonly ExportFormat Csv = new("Csv", "CSV", "csv", "text/csv; charset=utf-8");

    /// <summary>A JSON object on each line.</summary>
    public static readonly ExportFormat Ndjson = new("Ndjson", "NDJSON", "ndjson", "application/x-ndjson");

    /// <summary>All of them.</summary>
    public static readonly IReadOnlyList<ExportFormat> All = [Csv, Ndjson];

    /// <summary>Writes rows as JSON lines, as they come.</summary>
    public static async Task WriteLines<T>(Stream target, IAsyncEnumerable<T> rows, CancellationToken ct)
    {
        var buffer = new ArrayBufferWriter<byte>(2 * Buffer);
        await using var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = HttpJson.Options.Encoder });
        await foreach (var row in rows.WithCancellation(ct))
        {
            JsonSerializer.Serialize(json, row, HttpJson.Options);
            await json.FlushAsync(ct);
            json.Reset();
            buffer.Write("\n"u8);
            if (buffer.WrittenCount < Buffer) continue;
            await target.WriteAsync(buffer.WrittenMemory, ct);
            buffer.ResetWrittenCount();
        }
        await target.WriteAsync(buffer.WrittenMemory, ct);
    }

    private const int Buffer = 1 << 16;
}
