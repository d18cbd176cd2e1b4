namespace PackageBilling.Billing.Runs.Previews;

/// <summary>
/// Posts exactly the lines that a simulation has shown, or is refused with the events that came in between (api:
/// charge-runs, previewToken).
/// </summary>
internal sealed record RunPreview(DateOnly? Date, IReadOnlyList<string>? CustomerIds, string PreviewToken)
    : IRequest<ChargeRunAsked>
{
    internal sealed class Validator : AbstractValidator<RunPreview>
    {
        public Validator()
        {
            RuleFor(run => run.Date).NotNull().BusinessDate();
            RuleFor(run => run.CustomerIds).NamedIds();
        }
    }

    internal sealed class Handler(CommandLog log, NpgsqlDataSource source, PreviewedRun previewed, ReadBarrier barrier)
        : IRequestHandler<RunPreview, ChargeRunAsked>
    {
        public async Task<ChargeRunAsked> Handle(RunPreview request, CancellationToken cancellationToken)
        {
            await barrier.Cover(BookProjection.ProjectionName, cancellationToken);
            var (date, customers) = (request.Date!.Value, request.CustomerIds.Sorted());
            if (customers is not null) await KnownCustomers.EnsureAll(source, customers, cancellationToken);
            var zones = NotYet.Zones(date, log.Now);
            var run = new ChargeRunStarted(
                Ids.New(log.Now), RunKind.ChargeRun, date, customers, null, zones, ChargeRun.EngineVersion);
            var preview = Preview.Open(request.PreviewToken, run.Terms);
            await NotYet.RefuseIfForAll(source, date, zones, customers, log.Now, cancellationToken);
            return await previewed.Post(run, preview, cancellationToken);
        }
    }
}
