namespace PackageBilling.Billing.Usage.Corrections;

/// <summary>
/// Shows what voiding calls or rating them again would change and, unless it is simulated, does it (domain:
/// "Corrections to calls"). Each customer's calls are corrected together or not at all; a correction that was broken
/// off between two customers is completed by asking again.
/// </summary>
/// <param name="Kind">What is done.</param>
/// <param name="Calls">The calls.</param>
/// <param name="Simulate">Whether nothing is written.</param>
/// <param name="Reason">Why; needed unless it is simulated.</param>
internal sealed record CorrectCalls(
    CallCorrectionKind Kind, CallSelection Calls, bool Simulate = true, string? Reason = null)
    : IRequest<CallCorrectionReport>
{
    internal sealed class Validator : AbstractValidator<CorrectCalls>
    {
        public Validator()
        {
            RuleFor(correction => correction.Calls).SetValidator(new CallSelection.Validator())
                .OverridePropertyName("");
            RuleFor(correction => correction.Reason).NotNull().When(correction => !correction.Simulate)
                .WithMessage("must say why the calls are corrected");
            RuleFor(correction => correction.Reason).Line(Texts.Reason);
        }
    }

    internal sealed class Handler(
        CallChooser chooser, CallCorrector corrector, CorrectionPosting posting, CommandLog commands,
        RequestContext context, ReadBarrier barrier)
        : IRequestHandler<CorrectCalls, CallCorrectionReport>
    {
        public async Task<CallCorrectionReport> Handle(CorrectCalls request, CancellationToken cancellationToken)
        {
            await barrier.Cover(BookProjection.ProjectionName, cancellationToken);
            var correctionId = request.Simulate ? null : Ids.New(commands.Now);
            if (!request.Simulate) context.Reason = request.Reason;
            var sums = new CorrectionSums(request.Kind, correctionId);
            foreach (var chosen in await chooser.Find(request.Calls, cancellationToken))
                sums.Add(await Correct(request.Kind, chosen, correctionId, cancellationToken));
            return request.Simulate ? sums.Report() : await commands.Commit(sums.Report(), cancellationToken);
        }

        /// <exception cref="TimeoutException">Calls of the customer keep being recorded.</exception>
        private async Task<CustomerCorrection> Correct(
            CallCorrectionKind kind, ChosenCalls chosen, string? correctionId, CancellationToken ct)
        {
            for (var round = 0; round < CorrectionLimits.Rounds; round++)
            {
                if (round > 0) await barrier.Cover(BookProjection.ProjectionName, ct);
                var decided = await corrector.Decide(kind, chosen, ct);
                if (correctionId is null || await posting.Post(correctionId, decided,
                    context.Metadata(commands.Now) with { CorrelationId = correctionId }, ct))
                    return decided;
            }
            throw new TimeoutException(
                $"Calls of customer {chosen.CustomerId} keep being recorded; correct the rest again.");
        }
    }

    internal sealed record Body(
        IReadOnlyList<string>? CallIds = null, string? ImportId = null, string? CustomerId = null,
        DateOnly? From = null, DateOnly? To = null, bool Simulate = true, string? Reason = null) : ISimulated
    {
        internal CorrectCalls Command(CallCorrectionKind kind, RequestContext context) =>
            new(kind, new(CallIds, ImportId, CustomerId, From, To), Simulate, Reason ?? context.Reason);
    }

    internal static void Map(IEndpointRouteBuilder api)
    {
        api.MapPost("/usage/void", async (
                Body body, RequestContext context, IMediator mediator, CancellationToken ct) =>
                TypedResults.Ok(await mediator.Send(body.Command(CallCorrectionKind.Void, context), ct)))
            .AllowSimulateOrOperate().WithName("VoidCalls").WithTags("Usage")
            .WithSummary("Shows what voiding calls would change, and voids them: they count no more");
        api.MapPost("/usage/rerate", async (
                Body body, RequestContext context, IMediator mediator, CancellationToken ct) =>
                TypedResults.Ok(await mediator.Send(body.Command(CallCorrectionKind.Rerate, context), ct)))
            .AllowSimulateOrOperate().WithName("RerateCalls").WithTags("Usage")
            .WithSummary("Shows what rating calls again by what is known now would change, and corrects them");
    }
}
