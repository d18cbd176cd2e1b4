namespace PackageBilling.Billing.Runs;

/// <summary>
/// Charges one customer's packages for a date again, even when they were charged (domain: "Runs", Run Package). The one
/// operation that doubles money on purpose, so it needs a reason and an idempotency key. With the token of its
/// simulation it posts exactly what was shown, or is refused with what came in between.
/// </summary>
internal sealed record RunPackage(
    string CustomerId, DateOnly? Date, IReadOnlyList<string>? AssignmentIds, string? Reason,
    string? PreviewToken = null) : IRequest<ChargeRunAsked>
{
    internal sealed class Validator : AbstractValidator<RunPackage>
    {
        public Validator(RequestContext context)
        {
            RuleFor(run => run.Date).NotNull().BusinessDate();
            RuleFor(run => run.AssignmentIds).NamedIds();
            RuleFor(run => run.Reason).NotNull().WithMessage("must say why it is charged again").Line(Texts.Reason);
            RuleFor(run => run).Must(_ => context.IdempotencyKey is not null)
                .WithName("Idempotency-Key").OverridePropertyName("Idempotency-Key")
                .WithMessage("must be sent as a header, so that a retry does not charge once more");
        }
    }

    internal sealed class Handler(
        CommandLog log, RequestContext context, NpgsqlDataSource source, PreviewedRun previewed, ReadBarrier barrier)
        : IRequestHandler<RunPackage, ChargeRunAsked>
    {
        public async Task<ChargeRunAsked> Handle(RunPackage request, CancellationToken cancellationToken)
        {
            await barrier.Cover(BookProjection.ProjectionName, cancellationToken);
            await KnownCustomers.Get(source, request.CustomerId, cancellationToken);
            var assignments = request.AssignmentIds.Sorted();
            if (assignments is not null)
                await KnownAssignments.EnsureAll(source, request.CustomerId, assignments, cancellationToken);
            var zones = NotYet.Zones(request.Date!.Value, log.Now);
            var runId = Ids.New(log.Now);
            var started = new ChargeRunStarted(
                runId, RunKind.RunPackage, request.Date.Value, [request.CustomerId], assignments, zones,
                ChargeRun.EngineVersion);
            var preview = request.PreviewToken is { } token ? Preview.Open(token, started.Terms) : null;
            await NotYet.RefuseIfForAll(
                source, request.Date.Value, zones, [request.CustomerId], log.Now, cancellationToken);
            context.Reason = request.Reason;
            if (preview is not null) return await previewed.Post(started, preview, cancellationToken);
            return await log.Commit(
                new ChargeRunAsked(runId), cancellationToken, new StreamAppend(Streams.Run(runId), 0, [started]));
        }
    }

    internal sealed record Body(
        DateOnly? Date, bool Simulate = true, IReadOnlyList<string>? AssignmentIds = null, string? Reason = null,
        string? PreviewToken = null) : ISimulated;
}
