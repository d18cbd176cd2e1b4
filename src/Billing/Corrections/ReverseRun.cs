namespace PackageBilling.Billing.Corrections;

/// <summary>
/// Shows what reversing all lines of a charge run would give back and, unless it is simulated, reverses them (domain:
/// "Credit", reversal). Lines that were reversed before, or taken back by credit notes, are left out, so a reversal
/// that was broken off is completed by asking again.
/// </summary>
/// <param name="RunId">The run; it has ended.</param>
/// <param name="Simulate">Whether nothing is written.</param>
/// <param name="Reason">Why; needed unless it is simulated.</param>
/// <param name="ChargeAgain">Whether the next run of the date charges the lines again.</param>
/// <param name="CustomerIds">The customers; null for all of the run.</param>
internal sealed record ReverseRun(
    string RunId, bool Simulate = true, string? Reason = null, bool ChargeAgain = false,
    IReadOnlyList<string>? CustomerIds = null) : IRequest<Report>
{
    internal sealed class Validator : AbstractValidator<ReverseRun>
    {
        public Validator()
        {
            RuleFor(run => run.Reason).NotNull().When(run => !run.Simulate)
                .WithMessage("must say why the run is reversed");
            RuleFor(run => run.Reason).Line(Texts.Reason);
            RuleFor(run => run.CustomerIds).NamedIds();
        }
    }

    /// <exception cref="ProblemException">There is no such run, or it has not ended.</exception>
    internal static ChargeRunStarted Decide(ReverseRun command, RunState? run) => run switch
    {
        null => throw Problem.NotFound("runId", "charge run", command.RunId),
        { Phase: RunPhase.Running or RunPhase.Paused } => throw Problem.Conflict(
            "runId", $"is {RunView.StatusText(run.Phase)}; reverse it when it has ended, or cancel it first"),
        _ => run.Run,
    };

    internal sealed class Handler(
        RunReversal reversal, CommandLog commands, IEventLog log, RequestContext context, NpgsqlDataSource source,
        ReadBarrier barrier, SimulationLines kept)
        : IRequestHandler<ReverseRun, Report>
    {
        public async Task<Report> Handle(ReverseRun request, CancellationToken cancellationToken)
        {
            var run = Decide(request, RunState.Of(await log.ReadStream(Streams.Run(request.RunId), cancellationToken)));
            // Afterwards, so that the book has every part of a run that has just ended.
            await barrier.Cover(BookProjection.ProjectionName, cancellationToken);
            var customers = request.CustomerIds.Sorted();
            if (customers is not null) await KnownCustomers.EnsureAll(source, customers, cancellationToken);
            if (!request.Simulate) context.Reason = request.Reason;
            using var draft = new ReversalReport();
            await reversal.Go(run, request, customers, request.Simulate ? null : () => context.Metadata(commands.Now),
                draft, cancellationToken);
            var report = draft.End(run, request.Simulate, kept, commands.Now);
            return request.Simulate ? report : await commands.Commit(report, cancellationToken);
        }
    }

    internal sealed record Body(bool Simulate = true, string? Reason = null, bool ChargeAgain = false,
        IReadOnlyList<string>? CustomerIds = null)
        : ISimulated;

    internal static void Map(IEndpointRouteBuilder api) => api
        .MapPost("/charge-runs/{runId}/reverse", async (
            string runId, Body body, RequestContext context, IMediator mediator, CancellationToken ct) =>
            TypedResults.Ok(await mediator.Send(new ReverseRun(
                runId, body.Simulate, body.Reason ?? context.Reason, body.ChargeAgain, body.CustomerIds), ct)))
        .AllowSimulateOrOperate().WithName("ReverseRun").WithTags("Corrections")
        .WithSummary("Shows what reversing a charge run would give back, and reverses all its lines that were "
            + "not reversed before");
}
