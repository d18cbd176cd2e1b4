using System.Text.Json.Serialization;

namespace PackageBilling.Billing.Usage;

/// <summary>
/// Records rated calls in bulk, each once (domain: "Calls"). The good ones are taken and the bad ones named; sending
/// everything again changes nothing.
/// </summary>
/// <param name="Format">How they are written.</param>
/// <param name="BodyHash">What a repeat of the request is told by.</param>
/// <param name="Body">The calls.</param>
internal sealed record RecordUsage(CallFormat Format, string BodyHash, [property: JsonIgnore] SpooledBody Body)
    : IRequest<UsageTaken>
{
    internal sealed class Handler(
        CommandLog commands, CallIngestion ingestion, RequestContext context, ReadBarrier barrier)
        : IRequestHandler<RecordUsage, UsageTaken>
    {
        public async Task<UsageTaken> Handle(RecordUsage request, CancellationToken cancellationToken)
        {
            var records = CallBody.Check(request.Body.Open(), request.Format);
            await barrier.Cover(BookProjection.ProjectionName, cancellationToken);
            var tally = new UsageTally(answersCalls: records <= UsageLimits.CallsInAnswer);
            var importId = await ingestion.Take(CallBody.Read(request.Body.Open(), request.Format),
                context.Metadata(commands.Now), tally, cancellationToken);
            // The calls are committed by now. Should the process die before this answer is,
            // a repeat finds them as duplicates.
            return await commands.Commit(tally.Taken(importId), cancellationToken);
        }
    }

    internal static void Map(IEndpointRouteBuilder api) => api
        .MapPost("/usage", async (HttpRequest http, IMediator mediator, CancellationToken ct) =>
        {
            var format = FormatOf(http.ContentType);
            UsageLimits.AllowBody(http);
            await using var body = await SpooledBody.Read(http.Body, ct);
            return TypedResults.Ok(await mediator.Send(new RecordUsage(format, body.Hash, body), ct));
        })
        .Accepts<IReadOnlyList<CallSent>>("application/json", "application/x-ndjson")
        .AllowOperate().WithName("RecordUsage").WithTags("Usage")
        .WithSummary("Records rated calls in bulk, each once, as a JSON array or lines of JSON");

    private static CallFormat FormatOf(string? contentType) =>
        (contentType ?? "application/json").Split(';')[0].Trim().ToLowerInvariant() switch
        {
            "application/json" => CallFormat.Array,
            "application/x-ndjson" or "application/ndjson" or "application/jsonl" => CallFormat.Lines,
            _ => throw Problem.Malformed("Content-Type",
                "must be application/json for an array of calls, or application/x-ndjson for one call a line"),
        };
}

/// <summary>A call as the switch sends it, for the description of the interface;
/// it is read by <see cref="CallJson"/>.</summary>
internal sealed record CallSent(
    string CallId, string? CustomerId, string? Did, string Destination, DateTimeOffset StartedAt,
    int BilledSeconds, decimal Amount);
