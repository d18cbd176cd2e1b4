namespace PackageBilling.Subscriptions;

/// <summary>Sets an assignment's last day, inclusive; past and future dates alike,
/// earlier or later than an end set before.</summary>
internal sealed record EndAssignment(
    string CustomerId, string AssignmentId, DateOnly? EndDate, bool? AllowDuplicate = null) : IRequest<AssignmentView>
{
    internal sealed class Validator : AbstractValidator<EndAssignment>
    {
        public Validator() => RuleFor(x => x.EndDate).NotNull().WithMessage("is required").BusinessDate();
    }

    /// <summary>
    /// A repeat is no event. On a DID the DID's dates move along, so a later end is possible only while no other
    /// customer has the DID and no other assignment has the same package on it, and never past the date on which the
    /// DID was given back.
    /// </summary>
    internal static (AssignmentEnded Ended, DidAssigned? OnDid)? Decide(
        EndAssignment command, Assignment assignment, OfferedPackage package, Did? did)
    {
        if (assignment.IsCancelled) throw Problem.Rule("assignmentId", "the assignment was cancelled: it never began");
        var (assigned, end) = (assignment.Assigned, command.EndDate!.Value);
        if (assignment.EndDate == end) return null;
        if (end < assigned.StartDate)
            throw Problem.Rule(
                "endDate", $"must not be before {Dates.Text(assigned.StartDate)}, the assignment's start");
        if (end < package.EarliestEnd(assigned.StartDate)) throw AssignPackage.TooShort(package, assigned.StartDate);
        if (assigned.Did is null) return (new(assigned.AssignmentId, assigned.CustomerId, end), null);

        if (did?.ReleasedOn(assigned.AssignmentId) is { } released && end > released)
            throw Problem.Rule("endDate", $"must not be after {Dates.Text(released)}, when the DID was released");
        if (did?.OfAnother(assigned.CustomerId, assigned.StartDate, end) is { } other)
            throw Problem.Conflict("endDate", $"the DID belongs to {other} on some of these dates");
        var onDid = new DidAssigned(
            assigned.Did, assigned.AssignmentId, assigned.CustomerId, assigned.PackageId, assigned.StartDate, end);
        if (command.AllowDuplicate != true) did?.RefuseDuplicate(onDid, "this DID");
        return (new(assigned.AssignmentId, assigned.CustomerId, end), onDid);
    }

    internal sealed class Handler(CommandLog log, RequestContext context, OfferedPackages packages)
        : IRequestHandler<EndAssignment, AssignmentView>
    {
        public async Task<AssignmentView> Handle(EndAssignment request, CancellationToken cancellationToken)
        {
            var (customer, assignment, version) = await log.LoadOwned(
                request.CustomerId, request.AssignmentId, cancellationToken);
            context.EnsureSeen(version);
            var assigned = assignment.Assigned;
            var package = await packages.Find(assigned.PackageId, assigned.StartDate, cancellationToken)
                ?? throw Problem.NotFound("packageId", "package", assigned.PackageId);
            var (did, didVersion) = assigned.DidHash is not { } hash
                ? (null, 0) : await log.Load<Did>(Did.Stream(hash), Did.Evolve, cancellationToken);

            List<StreamAppend> appends = [];
            if (Decide(request, assignment, package, did) is var (ended, onDid))
            {
                assignment = Assignment.Evolve(assignment, ended)!;
                appends.Add(new(Assignment.Stream(request.AssignmentId), version, [ended]));
                if (onDid is not null) appends.Add(new(Did.Stream(assigned.DidHash!), didVersion, [onDid]));
            }
            var today = TimeZones.LocalDate(customer.TimeZone, log.Now);
            return await log.Commit(AssignmentView.Of(assignment, today), cancellationToken, appends);
        }
    }

    internal static void Map(RouteGroupBuilder assignments) =>
        assignments.MapPost("{assignmentId}/end", async (
            string customerId, string assignmentId, AssignmentEnd body, IMediator mediator, CancellationToken ct) =>
            TypedResults.Ok(await mediator.Send(
                new EndAssignment(customerId, assignmentId, body.EndDate, body.AllowDuplicate), ct)))
            .AllowOperate().TakesIfMatch().WithName(nameof(EndAssignment))
            .WithSummary("Sets an assignment's last day.");
}

/// <summary>What the request says. <c>AllowDuplicate</c> lets a DID have the same package twice on a date.</summary>
internal sealed record AssignmentEnd(DateOnly? EndDate, bool? AllowDuplicate = null);
