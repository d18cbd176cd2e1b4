namespace PackageBilling.Billing.Runs;

/// <summary>
/// Makes a run stand still. What is being posted at the moment is posted whole first; once this is answered, nothing
/// more is posted until the run is resumed.
/// </summary>
internal sealed record PauseRun(string RunId) : IRequest<ChargeRunAsked>
{
    /// <summary>A repeat is no event, not an error.</summary>
    internal static object? Decide(RunState run) => run.Phase switch
    {
        RunPhase.Running => new ChargeRunPaused(run.Run.RunId),
        RunPhase.Paused => null,
        _ => throw StateChange.HasEnded(run),
    };

    internal sealed class Handler(CommandLog log, NpgsqlDataSource source) : IRequestHandler<PauseRun, ChargeRunAsked>
    {
        public Task<ChargeRunAsked> Handle(PauseRun request, CancellationToken cancellationToken) =>
            log.ChangeState(source, request.RunId, Decide, cancellationToken);
    }

    internal static void Map(IEndpointRouteBuilder api) => api
        .MapPost("/charge-runs/{runId}/pause", async (
            string runId, IMediator mediator, RunAnswers runs, CancellationToken ct) =>
        {
            await mediator.Send(new PauseRun(runId), ct);
            return TypedResults.Ok(await runs.Of(runId, ct));
        })
        .AllowOperate().WithName("PauseRun").WithTags("Charge runs")
        .WithSummary("Makes a run stand still; what is being posted at the moment is posted whole first");
}
