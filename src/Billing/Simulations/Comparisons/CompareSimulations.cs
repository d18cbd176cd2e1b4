namespace PackageBilling.Billing.Simulations.Comparisons;

/// <summary>Compares two simulations, or a run and a simulation, or two runs; nothing is written.</summary>
internal sealed record CompareSimulations(Side? Left, Side? Right) : IRequest<ComparisonView>
{
    internal sealed class Validator : AbstractValidator<CompareSimulations>
    {
        public Validator()
        {
            RuleFor(compare => compare.Left!).NotNull().SetValidator(new SideRules());
            RuleFor(compare => compare.Right!).NotNull().SetValidator(new SideRules());
        }
    }

    private sealed class SideRules : AbstractValidator<Side>
    {
        public SideRules()
        {
            RuleFor(side => side.RunId)
                .Must((side, id) => id is null || (side.Date is null && side.CustomerIds is null
                    && side.AsKnownAt is null && side.KnownAt is null && side.WhatIf is null))
                .WithMessage("must stand alone: a run is as it was");
            RuleFor(side => side.Date).Must((side, date) => date is not null || side.RunId is not null)
                .WithMessage("must be given, or runId").BusinessDate();
            RuleFor(side => side.CustomerIds).NamedIds();
            RuleFor(side => side.WhatIf!).SetValidator(new WhatIfRules());
        }
    }

    internal sealed class Handler(SideReader sides, IEventLog log) : IRequestHandler<CompareSimulations, ComparisonView>
    {
        public async Task<ComparisonView> Handle(CompareSimulations request, CancellationToken cancellationToken)
        {
            var (left, right) = await sides.Read(request.Left!, request.Right!, cancellationToken);
            var lines = Comparison.Lines(left, right);
            var facts = await EventsBehind.Find(
                log, Math.Min(left.FirstPosition, right.FirstPosition), Math.Max(left.LastPosition, right.LastPosition),
                lines.Select(line => (line.Left ?? line.Right)!), cancellationToken);
            return new(
                new(request.Left!.RunId, left.Date, left.FirstPosition),
                new(request.Right!.RunId, right.Date, right.FirstPosition),
                lines.Count == 0, lines.Count,
                [.. lines.Select(line => line with { FirstEvent = Behind(facts, line) })],
                [.. Comparison.Sums(left, right, byCustomer: true).Where(sum => sum.Left != sum.Right)],
                Comparison.Sums(left, right, byCustomer: false));
        }
    }

    // A line that is owed on both sides alike, and charged already on one of them,
    // differs because it was posted in between.
    private static EventView? Behind(EventsBehind facts, LineDifference line)
    {
        var shown = (line.Left ?? line.Right)!;
        return line is { Left: not null, Right: not null, Retail: 0, Cost: 0 }
            && line.Left.Outcome != line.Right.Outcome
            ? facts.Posting(shown) ?? facts.First(shown)
            : facts.First(shown);
    }

    internal static void Map(IEndpointRouteBuilder api) => api
        .MapPost("/simulations/compare", async (
            CompareSimulations body, HttpRequest http, IMediator mediator, CancellationToken ct) =>
        {
            var view = await mediator.Send(body, ct);
            return Csv.IsWanted(http)
                ? Csv.Answer("comparison.csv", ComparisonCsv.Header, view.Lines.Select(ComparisonCsv.Fields))
                : Results.Ok(view with { Lines = [.. view.Lines.Take(TimeTravelLimits.Differences)] });
        })
        .AllowSimulate().WithName("CompareSimulations").WithTags("Time travel")
        .WithSummary("What differs between two simulations or runs, and by which event")
        .Produces<ComparisonView>();
}
