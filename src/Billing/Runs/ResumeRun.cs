namespace PackageBilling.Billing.Runs;

/// <summary>Lets a run that stands still go on with what is left.</summary>
internal sealed record ResumeRun(string RunId) : IRequest<ChargeRunAsked>
{
    /// <summary>A repeat is no event, not an error.</summary>
    internal static object? Decide(RunState run) => run.Phase switch
    {
        RunPhase.Paused => new ChargeRunResumed(run.Run.RunId),
        RunPhase.Running => null,
        _ => throw StateChange.HasEnded(run),
    };

    internal sealed class Handler(CommandLog log, NpgsqlDataSource source) : IRequestHandler<ResumeRun, ChargeRunAsked>
    {
        public Task<ChargeRunAsked> Handle(ResumeRun request, CancellationToken cancellationToken) =>
            log.ChangeState(source, request.RunId, Decide, cancellationToken);
    }

    internal static void Map(IEndpointRouteBuilder api) => api
        .MapPost("/charge-runs/{runId}/resume", async (
            string runId, IMediator mediator, ChargeRunWorker worker, RunAnswers runs, CancellationToken ct) =>
        {
            await mediator.Send(new ResumeRun(runId), ct);
            _ = worker.Execute(runId);
            return TypedResults.Ok(await runs.Of(runId, ct));
        })
        .AllowOperate().WithName("ResumeRun").WithTags("Charge runs")
        .WithSummary("Lets a run that stands still go on with what is left");
}
