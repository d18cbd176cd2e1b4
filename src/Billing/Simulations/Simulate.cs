namespace PackageBilling.Billing.Simulations;

/// <summary>
/// What a charge run would post for a date, past or future, for all customers or some, as known now or then, with
/// hypothetical facts or none. Nothing is written. A date that has not come is no reason to skip anyone here.
/// </summary>
internal sealed record Simulate(DateOnly? Date, IReadOnlyList<string>? CustomerIds, AsKnownAt? AsKnownAt = null,
    WhatIf? WhatIf = null) : IRequest<Report>
{
    public KnownAtValue? KnownAt { get; init; }

    private Simulation Simulation => new(Date, CustomerIds, AsKnownAt, WhatIf) { KnownAt = KnownAt };

    internal sealed class Validator : AbstractValidator<Simulate>
    {
        public Validator()
        {
            RuleFor(simulation => simulation.Date).NotNull().BusinessDate();
            RuleFor(simulation => simulation.CustomerIds).NamedIds();
            RuleFor(simulation => simulation.WhatIf!).SetValidator(new WhatIfRules());
        }
    }

    internal sealed class Handler(Simulator simulator, Simulation.Reading reading) : IRequestHandler<Simulate, Report>
    {
        public async Task<Report> Handle(Simulate request, CancellationToken cancellationToken)
        {
            var (terms, view) = await reading.Of(request.Simulation, cancellationToken);
            return await simulator.Report(terms, view, cancellationToken);
        }
    }

    internal static void Map(IEndpointRouteBuilder api)
    {
        api.MapPost("/simulations", async (Simulation body, IMediator mediator, CancellationToken ct) =>
                TypedResults.Ok(await mediator.Send(new Simulate(
                    body.Date, body.CustomerIds, body.AsKnownAt, body.WhatIf) { KnownAt = body.KnownAt }, ct)))
            .AllowSimulate().WithName("Simulate").WithTags("Simulations")
            .WithSummary("What a charge run would post, for any date, as known now or then; writes nothing");
        api.MapGet("/simulations/{id}/lines", (string id, string? limit, string? after, SimulationLines kept) =>
                TypedResults.Ok(kept.Read(id, PageRequest.Read(limit, after))))
            .AllowSimulate().WithName("ListSimulationLines").WithTags("Simulations")
            .WithSummary("The lines of a simulation beyond those in its report");
    }
}
