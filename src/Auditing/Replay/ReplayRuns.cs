namespace PackageBilling.Auditing.Replay;

/// <summary>
/// Decides ended runs again from the log alone, each up to the positions at which it was decided, and compares line by
/// line (domain: "Replay"). Nothing is written. The book is folded from the nearest sealed checkpoint, or from the
/// first event.
/// </summary>
internal sealed record ReplayRuns(IReadOnlyList<string>? RunIds, bool FromZero = false)
    : IRequest<IReadOnlyList<ReplayView>>
{
    internal sealed class Validator : AbstractValidator<ReplayRuns>
    {
        public Validator()
        {
            RuleFor(replay => replay.RunIds).NotNull();
            RuleFor(replay => replay.RunIds)
                .Must(ids => ids is null || ids.Count is > 0 and <= ReplayLimits.RunsAtOnce)
                .WithMessage($"must name 1 to {ReplayLimits.RunsAtOnce} runs")
                .Must(ids => ids is null || ids.All(Identifiers.IsValid))
                .WithMessage("must hold ids of 1 to 64 letters, digits, '.', '_' or '-'")
                .Must(ids => ids is null || ids.Distinct(StringComparer.Ordinal).Count() == ids.Count)
                .WithMessage("must name each run once");
        }
    }

    internal sealed class Handler(Replayer replayer) : IRequestHandler<ReplayRuns, IReadOnlyList<ReplayView>>
    {
        public Task<IReadOnlyList<ReplayView>> Handle(ReplayRuns request, CancellationToken cancellationToken) =>
            replayer.Replay(request.RunIds!, request.FromZero, cancellationToken);
    }

    internal static void Map(IEndpointRouteBuilder api)
    {
        api.MapPost("/charge-runs/{runId}/replay",
            async (string runId, string? fromZero, Replayer replayer, CancellationToken ct) =>
                TypedResults.Ok((await replayer.Replay([runId], QueryText.Flag("fromZero", fromZero), ct))[0]))
            .AllowSimulate().WithName("ReplayChargeRun").WithTags("Time travel")
            .WithSummary("Decides a run again from the log and compares line by line");
        api.MapPost("/replays", async (ReplayRuns body, IMediator mediator, CancellationToken ct) =>
                TypedResults.Ok(await mediator.Send(body, ct)))
            .AllowSimulate().WithName("ReplayChargeRuns").WithTags("Time travel")
            .WithSummary("Replays several runs in one pass over the log");
    }
}
