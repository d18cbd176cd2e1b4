namespace PackageBilling.Billing.Runs;

/// <summary>The lines that a charge run considered, charged or not, with the reason.</summary>
internal static class GetRunLines
{
    internal static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/charge-runs/{runId}/lines", async (
                string runId, string? outcome, string? customerId, string? limit, string? after, IMediator mediator,
                RunLines lines, CancellationToken ct) =>
            {
                var wanted = Outcome(outcome);
                var page = PageRequest.Read(limit, after);
                if (customerId is not null && !Identifiers.IsValid(customerId))
                    throw Problem.Malformed("customerId", "is not an id");
                var run = await mediator.Send(new GetChargeRun(runId), ct);
                return TypedResults.Ok(await lines.Page(runId, run.Date, wanted, customerId, page, ct));
            })
            .AllowRead().WithName("ListChargeRunLines").WithTags("Charge runs")
            .WithSummary("What a run charged, and what it did not and why");
        api.MapGet("/charge-runs/{runId}/report.csv", async (
            string runId, IMediator mediator, RunLines lines, CancellationToken ct) =>
            {
                var run = await mediator.Send(new GetChargeRun(runId), ct);
                return TypedResults.Stream(target => ReportCsv.Write(target, lines.All(runId, run.Date, ct), ct),
                    ReportCsv.ContentType, $"charge-run-{runId}.csv");
            })
            .AllowRead().WithName("GetChargeRunCsv").WithTags("Charge runs").WithSummary("All lines of a run as CSV");
    }

    private static LineOutcome? Outcome(string? text) => text switch
    {
        null => null,
        "charged" => LineOutcome.Charged,
        "alreadyCharged" => LineOutcome.AlreadyCharged,
        "skipped" => LineOutcome.Skipped,
        "quarantined" => LineOutcome.Quarantined,
        _ => throw Problem.Malformed("outcome", "must be one of charged, alreadyCharged, skipped, quarantined"),
    };
}
