using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;

namespace PackageBilling.Host;

/// <summary>
/// The log itself, event by event, up to the position that was safe when the export began: with <c>after</c> a copy
/// elsewhere is kept up to date. It is all that there is; a destination or DID of a call is in it as it is stored,
/// encrypted, and names, DIDs and payment references as their tokens.
/// </summary>
internal static class ExportLog
{
    private static readonly string[] Header = ["position", "id", "streamId", "version", "type", "recordedAt", "actor",
        "actorKeyId", "reason", "correlationId", "causationId", "data"];

    /// <summary>An event as exports hold it.</summary>
    internal sealed record Row(
        long Position, Guid Id, string StreamId, long Version, string Type, DateTimeOffset RecordedAt, string Actor,
        string? ActorKeyId, string? Reason, string? CorrelationId, string? CausationId, JsonElement Data);

    public static void MapLogExport(this IEndpointRouteBuilder api)
    {
        foreach (var format in ExportFormat.All)
            api.MapGet($"/export/log.{format.Extension}", async (string? after, IEventLog log, CancellationToken ct) =>
                {
                    var events = log.ReadAll(After(after), await log.SafePosition(ct), null, ct);
                    return TypedResults.Stream(
                        target => Write(target, format, events, ct), format.ContentType, $"log.{format.Extension}");
                })
                .AllowAudit().WithMetadata(new KeepsTokens()).WithName($"ExportLog{format.Name}").WithTags("Export")
                .Produces(200, contentType: format.ContentType)
                .WithSummary($"The log of events above a position as {format.Title}");
    }

    private static long After(string? text) => string.IsNullOrEmpty(text) ? 0
        : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var position) ? position
        : throw Problem.Malformed("after", "must be a position of the log, a whole number from 0");

    private static Task Write(
        Stream target, ExportFormat format, IAsyncEnumerable<StoredEvent> events, CancellationToken ct) =>
        format == ExportFormat.Csv ? CsvOutput.Write(target, Header, events, Fields, ct) : ExportFormat.WriteLines(
            target, Rows(events, ct), ct);

    private static async IAsyncEnumerable<Row> Rows(
        IAsyncEnumerable<StoredEvent> events, [EnumeratorCancellation] CancellationToken ct)
    {
        await foreach (var stored in events.WithCancellation(ct))
            yield return new(stored.Position, stored.Id, stored.StreamId, stored.Version, stored.Type,
                stored.Metadata.RecordedAt, stored.Metadata.Actor,
                stored.Metadata.KeyId, stored.Metadata.Reason, stored.Metadata.CorrelationId,
                stored.Metadata.CausationId,
                JsonSerializer.SerializeToElement(stored.Data, stored.Data.GetType(), EventJson.Options));
    }

    private static CsvField[] Fields(StoredEvent stored) =>
    [
        stored.Position, stored.Id.ToString(), stored.StreamId, stored.Version, stored.Type, stored.Metadata.RecordedAt,
        stored.Metadata.Actor, stored.Metadata.KeyId,
        stored.Metadata.Reason, stored.Metadata.CorrelationId, stored.Metadata.CausationId,
        Encoding.UTF8.GetString(EventJson.Write(stored.Data)),
    ];
}
