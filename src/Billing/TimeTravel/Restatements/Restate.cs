using FluentValidation;
using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Npgsql;
using PackageBilling.EventStore;
using PackageBilling.Foundation;

namespace PackageBilling.Billing;

/// <summary>
/// Lists every line that past runs of a span of dates would post otherwise by what is known now and, unless it is simulated, posts
/// the differences as restatement lines (domain: "Credit", restatement). What was corrected before counts, so that a second
/// application posts nothing; the lines that are corrected stay as they are.
/// </summary>
internal sealed record Restate(DateOnly? From, DateOnly? To, IReadOnlyList<string>? CustomerIds = null, bool Simulate = true, string? Reason = null) : IRequest<RestatementView>
{
    internal sealed class Validator : AbstractValidator<Restate>
    {
        public Validator()
        {
            RuleFor(restate => restate.From).NotNull().BusinessDate();
            RuleFor(restate => restate.To).NotNull().BusinessDate();
            RuleFor(restate => restate.To)
                .Must((restate, to) => to is null || restate.From is null || to >= restate.From).WithMessage("must not be before from")
                .Must((restate, to) => to is null || restate.From is null || to.Value.DayNumber - restate.From.Value.DayNumber < TimeTravelLimits.Dates)
                .WithMessage($"must be within {TimeTravelLimits.Dates} dates of from");
            RuleFor(restate => restate.CustomerIds).NamedIds();
            RuleFor(restate => restate.Reason).Line(Texts.Reason);
        }
    }

    internal sealed class Handler(
        ImpactFinder impacts, RestatementPoster poster, CommandLog commands, IEventLog log, RequestContext context, NpgsqlDataSource source, ReadBarrier barrier)
        : IRequestHandler<Restate, RestatementView>
    {
        public async Task<RestatementView> Handle(Restate request, CancellationToken cancellationToken)
        {
            await barrier.Cover(BookProjection.ProjectionName, cancellationToken);
            var customers = request.CustomerIds.Sorted();
            if (customers is not null) await KnownCustomers.EnsureAll(source, customers, cancellationToken);
            if (request.Simulate) return RestatementView.Of(request, null, await Find(request, customers, cancellationToken), []);
            context.Reason = request.Reason ?? context.Reason;
            var id = Ids.New(commands.Now);
            var (position, posted, round) = (0L, new List<ImpactLine>(), 0);
            IReadOnlyList<string>? left = customers;
            do
            {
                var impact = await Find(request, left, cancellationToken);
                var moved = await poster.Post(id, impact, context.Metadata(commands.Now), cancellationToken);
                position = Math.Max(position, impact.Position);
                posted.AddRange(impact.Lines.Where(line => !moved.Contains(line.CustomerId)));
                left = [.. moved.Order(StringComparer.Ordinal)];
                if (left.Count > 0) await barrier.Cover(BookProjection.ProjectionName, cancellationToken);
            }
            while (left.Count > 0 && ++round < RunLimits.Rounds);
            return await commands.Commit(RestatementView.Of(request, id, new(position, posted), left), cancellationToken);
        }

        private async Task<Impact> Find(Restate request, IReadOnlyList<string>? customers, CancellationToken ct)
        {
            // Read after the book was waited for, so the book covers it.
            await barrier.Cover(BookProjection.ProjectionName, ct);
            return await impacts.Find(request.From!.Value, request.To!.Value, customers, await log.SafePosition(ct), ct);
        }
    }

    internal static void Map(IEndpointRouteBuilder api) => api
        .MapPost("/restatements", async (Restate body, RequestContext context, IMediator mediator, CancellationToken ct) =>
        {
            if (!body.Simulate && context.Role == Roles.Finance) throw new RefusedException(Refusal.Forbidden, "simulate", "the role finance may only simulate");
            return TypedResults.Ok(await mediator.Send(body, ct));
        })
        .AllowSimulate().WithName("Restate").WithTags("Time travel").WithSummary("What past runs would post otherwise by now, and lines that put it right");
}
