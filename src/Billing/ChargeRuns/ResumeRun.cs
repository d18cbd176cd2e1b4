using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Npgsql;
using PackageBilling.EventStore;
using PackageBilling.Foundation;

namespace PackageBilling.Billing;

/// <summary>Lets a run that stands still go on with what is left.</summary>
internal sealed record ResumeRun(string RunId) : IRequest<ChargeRunAsked>
{
    /// <summary>A repeat is no event, not an error.</summary>
    internal static object? Decide(RunState run) => run.Phase switch
    {
        RunPhase.Paused => new ChargeRunResumed(run.Run.RunId),
        RunPhase.Running => null,
        _ => throw Refuse.Conflict("runId", $"run {run.Run.RunId} has ended: it is {RunView.StatusText(run.Phase)}"),
    };

    internal sealed class Handler(CommandLog log, NpgsqlDataSource source) : IRequestHandler<ResumeRun, ChargeRunAsked>
    {
        public async Task<ChargeRunAsked> Handle(ResumeRun request, CancellationToken cancellationToken)
        {
            await using var closed = await RunGate.Close(source, request.RunId, cancellationToken);
            var (run, version) = await log.Load<RunState>(Streams.Run(request.RunId), RunState.Evolve, cancellationToken);
            if (run is null) throw Refuse.NotFound("runId", "charge run", request.RunId);
            object[] facts = Decide(run) is { } fact ? [fact] : [];
            return await log.Commit(new ChargeRunAsked(request.RunId), cancellationToken, new StreamAppend(Streams.Run(request.RunId), Streams.RunType, version, facts));
        }
    }

    internal static void Map(IEndpointRouteBuilder api) => api
        .MapPost("/charge-runs/{runId}/resume", async (string runId, IMediator mediator, ChargeRunWorker worker, CancellationToken ct) =>
        {
            await mediator.Send(new ResumeRun(runId), ct);
            _ = worker.Execute(runId);
            return TypedResults.Ok(await mediator.Send(new GetChargeRun(runId), ct));
        })
        .AllowOperate().WithName("ResumeRun").WithTags("Charge runs").WithSummary("Lets a run that stands still go on with what is left");
}
