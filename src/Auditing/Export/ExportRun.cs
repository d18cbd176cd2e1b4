using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace PackageBilling.Auditing.Export;

/// <summary>
/// A run as a file that anybody can verify without this program (docs/audit.md): its lines as they are hashed, and the
/// chain of seals from its own to the newest.
/// </summary>
internal sealed class ExportRun(IEventLog log, RunLines lines, SealedRuns seals, HeadSigner signer)
{
    public const string Format = "packagebilling.audit.1";
    private const string ContentType = "application/x-ndjson";

    /// <summary>
    /// Writes the file line by line as the log is read; only the chain and the customers decided again are held in
    /// memory.
    /// </summary>
    public async Task Write(RunView run, Stream target, CancellationToken ct)
    {
        var chain = await ChainFrom(run, ct);
        var head = new ChainHead(new(chain[^1].Number, chain[^1].Seal), (await seals.Head(ct)).Block).Text;
        await Line(target, new JsonObject
        {
            ["format"] = Format,
            ["runId"] = run.RunId,
            ["date"] = Dates.Text(run.Date),
            ["startedAt"] = run.StartedAt,
            ["startedBy"] = run.Actor,
            ["reason"] = run.Reason,
            ["head"] = head,
            ["signature"] = signer.Sign(head),
            ["fields"] = Texts(SealedLine.Names),
        }, ct);
        await foreach (var line in lines.Charged(run.RunId, ct))
            await Line(target, new JsonObject { ["charged"] = line.Text }, ct);
        await foreach (var line in lines.NotCharged(run.RunId, run.Date, ct))
            await Line(target, new JsonObject { ["notCharged"] = line.Text }, ct);
        foreach (var link in chain)
            await Line(target, new() { ["seal"] = JsonSerializer.SerializeToNode(link, EventJson.Options) }, ct);
    }

    internal static void Map(IEndpointRouteBuilder api) => api
        .MapGet("/charge-runs/{runId}/audit", async (
            string runId, IMediator mediator, ExportRun export, CancellationToken ct) =>
        {
            var run = await mediator.Send(new GetChargeRun(runId), ct);
            if (run.Seal is null)
                throw Problem.Conflict("runId", "is not sealed yet: a run is sealed when it has ended");
            return TypedResults.Stream(
                target => export.Write(run, target, ct), ContentType, $"charge-run-{runId}.audit.ndjson");
        })
        .AllowRead().WithMetadata(new KeepsTokens()).WithName("ExportChargeRun").WithTags("Audit")
        .WithSummary("A run's lines and seals as a file that can be verified offline");

    private async Task<List<RunSealed>> ChainFrom(RunView run, CancellationToken ct)
    {
        var chain = new List<RunSealed>();
        var number = (await seals.NumberOf(run.RunId, ct))!.Value;
        foreach (var stored in await log.ReadStream(AuditStreams.Seals, number - 1, int.MaxValue, ct))
            if (stored.Data is RunSealed link) chain.Add(link);
        return chain;
    }

    private static JsonArray Texts(IEnumerable<string> texts) => new([.. texts.Select(text => (JsonNode)text)]);

    private static async Task Line(Stream target, JsonObject line, CancellationToken ct)
    {
        await JsonSerializer.SerializeAsync(target, line, EventJson.Options, ct);
        await target.WriteAsync("\n"u8.ToArray(), ct);
    }
}
