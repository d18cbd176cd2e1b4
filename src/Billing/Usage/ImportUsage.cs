using System.Net.Mime;
using System.Security.Cryptography;
using System.Text.Json.Serialization;

namespace PackageBilling.Billing.Usage;

/// <summary>
/// Records the calls of a file as a switch wrote it, read by a mapping (domain: "Calls"). The good rows are taken, the
/// bad ones named by their lines; sending the file again changes nothing.
/// </summary>
/// <param name="Mapping">How it is read, as text: what a repeat of the request is told by.</param>
/// <param name="BodyHash">The same of the file.</param>
/// <param name="Calls">The file.</param>
internal sealed record ImportUsage(string Mapping, string BodyHash, [property: JsonIgnore] MappedCalls Calls)
    : IRequest<UsageImported>
{
    internal sealed class Handler(
        CommandLog commands, CallIngestion ingestion, RequestContext context, ReadBarrier barrier)
        : IRequestHandler<ImportUsage, UsageImported>
    {
        public async Task<UsageImported> Handle(ImportUsage request, CancellationToken cancellationToken)
        {
            var calls = request.Calls;
            calls.Check();
            await barrier.Cover(BookProjection.ProjectionName, cancellationToken);
            var tally = new UsageTally(answersCalls: false);
            var importId = await ingestion.Take(
                MappedBatches.Of(calls.Read()), context.Metadata(commands.Now), tally, cancellationToken);
            var taken = tally.Taken(importId);
            return await commands.Commit(
                new UsageImported(calls.Rows, taken.Accepted, taken.Duplicates, calls.Skipped.Values.Sum(),
                    [.. calls.Skipped.Select(one => new SkippedRows(one.Key, one.Value))], taken.RejectedCount,
                    taken.Rejected, importId), cancellationToken);
        }
    }

    private const string File = "calls";

    internal static void Map(IEndpointRouteBuilder api) => api
        .MapPost("/usage/import", async (HttpRequest http, string? preset, string? timeZone, string? countryCode,
            string? nationalDigits, string? customerId, IMediator mediator, CancellationToken ct) =>
        {
            UsageLimits.AllowBody(http);
            var options = new CallOptions(
                QueryText.Given(timeZone), QueryText.Given(countryCode), QueryText.Given(customerId),
                QueryText.Given(nationalDigits));
            options.Check();
            if (QueryText.Given(preset) is { } named) CallPresets.Check(named);
            await using var upload = await Upload.Read(http, [File], ct);
            var mapping = options.In(MappingOf(QueryText.Given(preset), upload.Mapping));
            if (!upload.Files.TryGetValue(File, out var file))
                throw Problem.Malformed("body", $"must have the part {File}");
            file.Position = 0;
            var hash = Convert.ToHexString(await SHA256.HashDataAsync(file, ct));
            return TypedResults.Ok(await mediator.Send(
                new ImportUsage(CallMappings.Text(mapping), hash, new(file, mapping)), ct));
        })
        .Accepts<CallsForm>(MediaTypeNames.Multipart.FormData)
        .AllowOperate().WithName("ImportUsage").WithTags("Usage")
        .WithSummary("Records the calls of a file as a switch wrote it, read by a mapping or a preset");

    private static CallMapping MappingOf(string? preset, byte[]? json) => (preset, json) switch
    {
        (not null, not null) => throw Problem.Malformed(
            "preset", "can't be given beside a mapping, which can name one itself: {\"calls\": {\"preset\": …}}"),
        (not null, null) => CallMappings.OfPreset(preset),
        (null, not null) => CallMappings.Of(ImportMapping.ReadCalls(json)),
        _ => throw Problem.Malformed(
            "preset", $"must be one of {string.Join(", ", CallPresets.Names)}, or the form must have a mapping"),
    };
}

/// <summary>The parts of the request.</summary>
/// <param name="Calls">A file of calls: CSV or JSON, also packed by gzip.</param>
/// <param name="Mapping">A mapping file with the member calls; left out when a preset is named.</param>
internal sealed record CallsForm(IFormFile Calls, IFormFile? Mapping);
