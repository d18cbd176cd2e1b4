namespace PackageBilling.Billing.Simulations;

/// <summary>What Run Package would post for a customer and date; nothing is written.</summary>
internal sealed record SimulateRunPackage(string CustomerId, DateOnly? Date, IReadOnlyList<string>? AssignmentIds, string? Reason) : IRequest<Report>
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

    internal sealed class Handler(Simulator simulator, NpgsqlDataSource source, ReadBarrier barrier) : IRequestHandler<SimulateRunPackage, Report>
    {
        public async Task<Report> Handle(SimulateRunPackage request, CancellationToken cancellationToken)
        {
            await barrier.Cover(BookProjection.ProjectionName, cancellationToken);
            await KnownCustomers.Get(source, request.CustomerId, cancellationToken);
            if (request.AssignmentIds is { } ids) await KnownCustomers.EnsureAssignments(source, request.CustomerId, ids, cancellationToken);
            return await simulator.Report(
                new(request.Date!.Value, OnRepeat.ChargeAgain, [request.CustomerId], request.AssignmentIds?.ToHashSet(StringComparer.Ordinal), new HashSet<string>()),
                BookView.Now, cancellationToken);
        }
    }
}
