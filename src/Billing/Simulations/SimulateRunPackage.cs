namespace PackageBilling.Billing.Simulations;

/// <summary>What Run Package would post for a customer and date; nothing is written.</summary>
internal sealed record SimulateRunPackage(
    string CustomerId, DateOnly? Date, IReadOnlyList<string>? AssignmentIds, string? Reason) : IRequest<Report>
{
    internal sealed class Validator : AbstractValidator<SimulateRunPackage>
    {
        public Validator()
        {
            RuleFor(run => run.Date).NotNull().BusinessDate();
            RuleFor(run => run.AssignmentIds).NamedIds();
            // Not used here, but a simulation refuses what its run would.
            RuleFor(run => run.Reason).Line(Texts.Reason);
        }
    }

    internal sealed class Handler(Simulator simulator, NpgsqlDataSource source, ReadBarrier barrier)
        : IRequestHandler<SimulateRunPackage, Report>
    {
        public async Task<Report> Handle(SimulateRunPackage request, CancellationToken cancellationToken)
        {
            await barrier.Cover(BookProjection.ProjectionName, cancellationToken);
            await KnownCustomers.Get(source, request.CustomerId, cancellationToken);
            if (request.AssignmentIds is { } ids)
                await KnownAssignments.EnsureAll(source, request.CustomerId, ids, cancellationToken);
            return await simulator.Report(
                new(request.Date!.Value, OnRepeat.ChargeAgain, [request.CustomerId],
                    request.AssignmentIds?.ToHashSet(StringComparer.Ordinal), new HashSet<string>()),
                BookView.Now, cancellationToken);
        }
    }

    /// <summary>
    /// One address for both: it simulates unless it is told not to, and then posts (<see cref="RunPackage"/>).
    /// </summary>
    internal static void Map(IEndpointRouteBuilder api) => api
        .MapPost("/customers/{customerId}/run-package", async (
            string customerId, RunPackage.Body body, RequestContext context, HttpContext http, IMediator mediator,
            ChargeRunWorker worker, RunAnswers runs, CancellationToken ct) =>
        {
            if (body is { Simulate: true, PreviewToken: not null })
                throw Problem.Rule("previewToken", "is for posting: it goes with simulate false");
            if (body.Simulate)
            {
                var simulation = new SimulateRunPackage(customerId, body.Date, body.AssignmentIds, body.Reason);
                return Results.Ok(await mediator.Send(simulation, ct));
            }
            var command = new RunPackage(
                customerId, body.Date, body.AssignmentIds, body.Reason ?? context.Reason, body.PreviewToken);
            var asked = await mediator.Send(command, ct);
            var location = $"/api/charge-runs/{asked.RunId}";
            http.Response.Headers.Location = location;
            // A caller who says how long to wait is told so by then; others want the report.
            var wait = PreferWait.Read(http.Request) ?? RunLimits.LongestWait;
            await PreferWait.For(worker.Execute(asked.RunId), wait, ct);
            var run = await runs.Of(asked.RunId, ct);
            return run.HasEnded
                ? Results.Ok(await runs.Report(asked.RunId, ct))
                : Results.Accepted(location, run);
        })
        .Produces<Report>().Produces<RunView>(StatusCodes.Status202Accepted)
        .AllowSimulateOrOperate().WithName("RunPackage").WithTags("Charge runs").WithSummary(
            "Charges one customer's packages for a date again, or exactly what its simulation has shown, "
            + "or simulates that");
}
