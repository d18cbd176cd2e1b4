namespace PackageBilling.Billing.Runs;

/// <summary>One charge run; while it runs, its totals are those of the parts done so far.</summary>
internal sealed record GetChargeRun(string RunId) : IRequest<RunView>
{
    internal sealed class Handler(NpgsqlDataSource source, ReadBarrier barrier, IRunSeals seals, IEventLog log)
        : IRequestHandler<GetChargeRun, RunView>
    {
        public async Task<RunView> Handle(GetChargeRun request, CancellationToken cancellationToken)
        {
            await barrier.Cover(BookProjection.ProjectionName, cancellationToken);
            var run = await ChargeRunRows.Find(source, request.RunId, cancellationToken)
                ?? throw Problem.NotFound("runId", "charge run", request.RunId);
            var view = await Sealed(RunView.Of(run), cancellationToken);
            var stream = await log.ReadStream(Streams.Run(request.RunId), cancellationToken);
            view = view with { Interventions = RunIntervention.Of(stream) };
            if (view.Status == RunStatus.Completed) return view;
            var soFar = await ChargeRunParts.Totals(source, request.RunId, cancellationToken);
            return view with { Totals = TotalsView.Of(soFar) };
        }

        private async Task<RunView> Sealed(RunView view, CancellationToken ct)
        {
            var (seal, head) = await seals.Of(view.RunId, ct);
            if (seal is null && view.HasEnded)
            {
                await seals.WaitBriefly(ct);
                (seal, head) = await seals.Of(view.RunId, ct);
            }
            return view with { Seal = seal, Head = head };
        }
    }

    internal static void Map(IEndpointRouteBuilder api) => api
        .MapGet("/charge-runs/{runId}", async (string runId, IMediator mediator, CancellationToken ct) =>
            TypedResults.Ok(await mediator.Send(new GetChargeRun(runId), ct)))
        .AllowRead().WithName("GetChargeRun").WithTags("Charge runs").WithSummary("One charge run with its totals");
}
