namespace PackageBilling.Billing.Runs;

/// <summary>
/// Ends a run before it is complete. What its parts have posted stays posted and is sealed; a new run of the date posts
/// the rest. Needs a reason, since somebody will ask why customers were not billed.
/// </summary>
internal sealed record CancelRun(string RunId, string? Reason) : IRequest<ChargeRunAsked>
{
    internal sealed class Validator : AbstractValidator<CancelRun>
    {
        public Validator() => RuleFor(run => run.Reason).NotEmpty()
            .OverridePropertyName("X-Reason").WithMessage("must be sent as a header and say why the run is ended");
    }

    /// <summary>A repeat is no event, not an error.</summary>
    internal static object? Decide(RunState run) => run.Phase switch
    {
        RunPhase.Running or RunPhase.Paused => new ChargeRunCancelled(run.Run.RunId),
        RunPhase.Cancelled => null,
        _ => throw StateChange.HasEnded(run),
    };

    internal sealed class Handler(CommandLog log, NpgsqlDataSource source, RequestContext context)
        : IRequestHandler<CancelRun, ChargeRunAsked>
    {
        public Task<ChargeRunAsked> Handle(CancelRun request, CancellationToken cancellationToken)
        {
            context.Reason = request.Reason;
            return log.ChangeState(source, request.RunId, Decide, cancellationToken);
        }
    }

    internal static void Map(IEndpointRouteBuilder api) => api
        .MapPost("/charge-runs/{runId}/cancel", async (
            string runId, RequestContext context, IMediator mediator, RunAnswers runs, CancellationToken ct) =>
        {
            await mediator.Send(new CancelRun(runId, context.Reason), ct);
            return TypedResults.Ok(await runs.Of(runId, ct));
        })
        .AllowOperate().WithName("CancelRun").WithTags("Charge runs")
        .WithSummary("Ends a run before it is complete; what it has posted stays");
}
