using System.Text.Json;

namespace PackageBilling.Billing;

/// <summary>One charge run; while it runs, its totals are those of the parts done so far.</summary>
internal sealed record GetChargeRun(string RunId) : IRequest<RunView>
{
    internal sealed class Handler(NpgsqlDataSource source, ReadBarrier barrier, IRunSeals seals, IEventLog log)
        : IRequestHandler<GetChargeRun, RunView>
    {
        public async Task<RunView> Handle(GetChargeRun request, CancellationToken cancellationToken)
        {
            await barrier.Cover(BookProjection.ProjectionName, cancellationToken);
            await using var command = source.CreateCommand($"SELECT {RunRows.Columns} FROM billing.charge_runs r WHERE r.run_id = $1");
            command.Parameters.Add(new() { Value = request.RunId });
            RunView view;
            await using (var reader = await command.ExecuteReaderAsync(cancellationToken))
                view = await reader.ReadAsync(cancellationToken) ? RunRows.View(reader) : throw Problem.NotFound("runId", "charge run", request.RunId);
            view = await Sealed(view, cancellationToken) with { Interventions = RunRows.Interventions(await log.ReadStream(Streams.Run(request.RunId), cancellationToken)) };
            return view.Status == RunView.Completed ? view : view with { Totals = TotalsView.Of(await SoFar(request.RunId, cancellationToken)) };
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

        private async Task<RunTotals> SoFar(string runId, CancellationToken ct)
        {
            var totals = new TotalsSum();
            await using var command = source.CreateCommand("SELECT totals::text FROM billing.charge_run_parts WHERE run_id = $1");
            command.Parameters.Add(new() { Value = runId });
            await using var reader = await command.ExecuteReaderAsync(ct);
            while (await reader.ReadAsync(ct)) totals.Add(JsonSerializer.Deserialize<RunTotals>(reader.GetString(0), EventJson.Options)!);
            return totals.Sum();
        }
    }

    internal static void Map(IEndpointRouteBuilder api) => api
        .MapGet("/charge-runs/{runId}", async (string runId, IMediator mediator, CancellationToken ct) =>
            TypedResults.Ok(await mediator.Send(new GetChargeRun(runId), ct)))
        .AllowRead().WithName("GetChargeRun").WithTags("Charge runs").WithSummary("One charge run with its totals");
}
