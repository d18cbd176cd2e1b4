namespace PackageBilling.Billing.Corrections.Restatements;

/// <summary>
/// Lists every line that past runs of a span of dates would post otherwise by what is known now and, unless it is
/// simulated, posts the differences as restatement lines (domain: "Credit", restatement). What was corrected before
/// counts, so that a second application posts nothing; the lines that are corrected stay as they are.
/// </summary>
internal sealed record Restate(DateOnly? From, DateOnly? To, IReadOnlyList<string>? CustomerIds = null,
    bool Simulate = true, string? Reason = null)
    : IRequest<RestatementView>, ISimulated
{
    internal sealed class Validator : AbstractValidator<Restate>
    {
        public Validator()
        {
            RuleFor(restate => restate.From).NotNull().BusinessDate();
            RuleFor(restate => restate.To).NotNull().BusinessDate();
            RuleFor(restate => restate.To)
                .Must((restate, to) => to is null || restate.From is null || to >= restate.From)
                .WithMessage("must not be before from")
                .Must((restate, to) => to is null || restate.From is null
                    || to.Value.DayNumber - restate.From.Value.DayNumber < TimeTravelLimits.Dates)
                .WithMessage($"must be within {TimeTravelLimits.Dates} dates of from");
            RuleFor(restate => restate.CustomerIds).NamedIds();
            RuleFor(restate => restate.Reason).Line(Texts.Reason);
        }
    }

    internal sealed class Handler(
        ImpactFinder impacts, RestatementPoster poster, CommandLog commands, IEventLog log, RequestContext context,
        NpgsqlDataSource source, ReadBarrier barrier)
        : IRequestHandler<Restate, RestatementView>
    {
        public async Task<RestatementView> Handle(Restate request, CancellationToken cancellationToken)
        {
            await barrier.Cover(BookProjection.ProjectionName, cancellationToken);
            var customers = request.CustomerIds.Sorted();
            if (customers is not null) await KnownCustomers.EnsureAll(source, customers, cancellationToken);
            if (request.Simulate)
                return RestatementView.Of(request,
                    await poster.Preview(await Find(request, customers, cancellationToken), cancellationToken));
            context.Reason = request.Reason ?? context.Reason;
            var id = Ids.New(commands.Now);
            var (posted, left) = (new List<RestatementPoster.Posted>(), customers);
            var position = 0L;
            for (var round = 0; round < RunLimits.Rounds && left is not { Count: 0 }; round++)
            {
                Impact impact;
                try
                {
                    impact = await Find(request, left, cancellationToken);
                }
                catch (NotYetVisibleException) when (round > 0)
                {
                    // What was posted is answered for; those who are left are named, and applying again does the rest.
                    break;
                }
                position = impact.Position;
                posted.Add(await poster.Post(
                    id, impact, context.Metadata(commands.Now) with { CorrelationId = id }, cancellationToken));
                left = [.. posted[^1].Left.Order(StringComparer.Ordinal)];
            }
            var lines = posted.SelectMany(some => some.Lines).Order(ImpactLine.Order).ToList();
            var applied = new RestatementApplied(id, request.From!.Value, request.To!.Value, customers, position,
                posted.Where(some => some.First > 0).Select(some => some.First).DefaultIfEmpty(0).Min(),
                posted.Max(some => some.Last), RestatementView.Sums(lines));
            IReadOnlyList<object> facts = lines.Count == 0 ? [] : [applied];
            return await commands.Commit(RestatementView.Of(request, new(position,
                lines)) with { RestatementId = lines.Count == 0 ? null : id, Simulate = false, NotPosted = left ?? [] },
                cancellationToken, new StreamAppend(Streams.Restatements, null, facts));
        }

        private async Task<Impact> Find(Restate request, IReadOnlyList<string>? customers, CancellationToken ct)
        {
            var position = await log.SafePosition(ct);
            await barrier.Cover(BookProjection.ProjectionName, ct);
            return await impacts.Find(request.From!.Value, request.To!.Value, customers, position, ct);
        }
    }

    internal static void Map(IEndpointRouteBuilder api) => api
        .MapPost("/restatements", async (Restate body, HttpRequest http, IMediator mediator, CancellationToken ct) =>
        {
            var view = await mediator.Send(body, ct);
            return Csv.IsWanted(http)
                ? Csv.Answer("restatement.csv", RestatementCsv.Header, view.Lines.Select(RestatementCsv.Fields))
                : Results.Ok(view with { Lines = [.. view.Lines.Take(RunLimits.LinesPerReport)] });
        })
        .AllowSimulateOrOperate().WithName("Restate").WithTags("Restatements")
        .WithSummary("What past runs would post otherwise by now, and lines that put it right")
        .Produces<RestatementView>();
}
