using FluentValidation;
using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Npgsql;
using PackageBilling.Foundation;

namespace PackageBilling.Billing;

/// <summary>
/// What a charge run would post for a date, past or future, for all customers or some. Nothing is written. A date that has not
/// come is no reason to skip anyone here.
/// </summary>
internal sealed record Simulate(DateOnly? Date, IReadOnlyList<string>? CustomerIds) : IRequest<Report>
{
    internal sealed class Validator : AbstractValidator<Simulate>
    {
        public Validator()
        {
            RuleFor(simulation => simulation.Date).NotNull().BusinessDate();
            RuleFor(simulation => simulation.CustomerIds).NamedIds();
        }
    }

    internal sealed class Handler(Simulator simulator, NpgsqlDataSource source, ReadBarrier barrier) : IRequestHandler<Simulate, Report>
    {
        public async Task<Report> Handle(Simulate request, CancellationToken cancellationToken)
        {
            var customers = request.CustomerIds.Sorted();
            if (customers is not null)
            {
                await barrier.Cover(BookProjection.ProjectionName, cancellationToken);
                await KnownCustomers.EnsureAll(source, customers, cancellationToken);
            }
            return await simulator.Report(new(request.Date!.Value, Repeats.AreCharged, customers, null, new HashSet<string>()), cancellationToken);
        }
    }

    internal static void Map(IEndpointRouteBuilder api)
    {
        api.MapPost("/simulations", async (Body body, IMediator mediator, CancellationToken ct) =>
                TypedResults.Ok(await mediator.Send(new Simulate(body.Date, body.CustomerIds), ct)))
            .AllowSimulate().WithName("Simulate").WithTags("Simulations").WithSummary("What a charge run would post, for any date; writes nothing");
        api.MapGet("/simulations/{id}/lines", (string id, string? limit, string? after, SimulationLines kept) =>
                TypedResults.Ok(kept.Read(id, PageRequest.Read(limit, after))))
            .AllowSimulate().WithName("ListSimulationLines").WithTags("Simulations").WithSummary("The lines of a simulation beyond those in its report");
    }

    internal sealed record Body(DateOnly? Date, IReadOnlyList<string>? CustomerIds);
}
