using Microsoft.AspNetCore.Http.HttpResults;

namespace PackageBilling.Billing.Runs;

/// <summary>Asks for a charge run: posts every line due on a date that is not posted yet (domain: "Runs").</summary>
internal sealed record StartChargeRun(DateOnly? Date, IReadOnlyList<string>? CustomerIds) : IRequest<ChargeRunAsked>
{
    internal sealed class Validator : AbstractValidator<StartChargeRun>
    {
        public Validator()
        {
            RuleFor(run => run.Date).NotNull().BusinessDate();
            RuleFor(run => run.CustomerIds).NamedIds();
        }
    }

    internal sealed class Handler(CommandLog log, NpgsqlDataSource source, ReadBarrier barrier)
        : IRequestHandler<StartChargeRun, ChargeRunAsked>
    {
        public async Task<ChargeRunAsked> Handle(StartChargeRun request, CancellationToken cancellationToken)
        {
            var customers = request.CustomerIds.Sorted();
            var zones = NotYet.Zones(request.Date!.Value, log.Now);
            try
            {
                await Check();
            }
            catch (ProblemException)
            {
                // What the book has is so, however far behind it is; only what it lacks may be late.
                await barrier.Cover(BookProjection.ProjectionName, cancellationToken);
                await Check();
            }
            var runId = Ids.New(log.Now);
            var started = new ChargeRunStarted(
                runId, RunKind.ChargeRun, request.Date.Value, customers, null, zones, ChargeRun.EngineVersion);
            return await log.Commit(
                new ChargeRunAsked(runId), cancellationToken, new StreamAppend(Streams.Run(runId), 0, [started]));

            async Task Check()
            {
                if (customers is not null) await KnownCustomers.EnsureAll(source, customers, cancellationToken);
                await NotYet.RefuseIfForAll(source, request.Date.Value, zones, customers, log.Now, cancellationToken);
            }
        }
    }

    internal sealed record Body(DateOnly? Date, IReadOnlyList<string>? CustomerIds, string? PreviewToken = null);

    internal static void Map(IEndpointRouteBuilder api) => api
        .MapPost("/charge-runs", Post)
        .AllowOperate().WithName("StartChargeRun").WithTags("Charge runs")
        .WithSummary(
            "Charges everything that is due on a date and not charged yet, or exactly what a simulation has shown");

    private static async Task<Results<Accepted<RunView>, Ok<RunView>>> Post(
        Body body, HttpRequest http, IMediator mediator, ChargeRunWorker worker, RunAnswers runs, CancellationToken ct)
    {
        var wait = PreferWait.Read(http);
        var asked = body.PreviewToken is { } token
            ? await mediator.Send(new RunPreview(body.Date, body.CustomerIds, token), ct)
            : await mediator.Send(new StartChargeRun(body.Date, body.CustomerIds), ct);
        var execution = worker.Execute(asked.RunId);
        var ended = await PreferWait.For(execution, wait, ct) && wait is not null;
        var view = ended ? await runs.Ended(asked.RunId, ct) : await runs.Of(asked.RunId, ct);
        var location = $"/api/charge-runs/{asked.RunId}";
        http.HttpContext.Response.Headers.Location = location;
        return ended && view.HasEnded ? TypedResults.Ok(view) : TypedResults.Accepted(location, view);
    }
}

/// <summary>A run was asked for; it is carried out on its own.</summary>
internal sealed record ChargeRunAsked(string RunId);
