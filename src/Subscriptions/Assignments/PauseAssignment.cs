namespace PackageBilling.Subscriptions;

/// <summary>
/// Pauses an assignment from a date on, past and future dates alike, until it is resumed (domain: "The assignment").
/// Paused dates bill nothing and use no free minutes; setup is not charged again.
/// </summary>
internal sealed record PauseAssignment(string CustomerId, string AssignmentId, DateOnly? From)
    : IRequest<AssignmentView>
{
    internal sealed class Validator : AbstractValidator<PauseAssignment>
    {
        public Validator() => RuleFor(x => x.From).NotNull().WithMessage("is required").BusinessDate();
    }

    /// <summary>A repeat is no event.</summary>
    internal static AssignmentPaused? Decide(PauseAssignment command, Assignment assignment)
    {
        var from = command.From!.Value;
        assignment.InForceOn("from", from);
        if (assignment.Terms.Pauses().FirstOrDefault(pause => pause.Contains(from)) is not { } paused)
            return new(command.AssignmentId, command.CustomerId, from);
        return paused.From == from ? null : throw Problem.Rule("from",
            $"the assignment is paused on that date already: from {Dates.Text(paused.From)} "
            + (paused.ResumedOn is { } until ? $"until it is resumed on {Dates.Text(until)}" : "on"));
    }

    internal sealed class Handler(CommandLog log, RequestContext context)
        : IRequestHandler<PauseAssignment, AssignmentView>
    {
        public Task<AssignmentView> Handle(PauseAssignment request, CancellationToken cancellationToken) =>
            log.ChangeActivity(
                context, request.CustomerId, request.AssignmentId, request.From!.Value,
                assignment => Decide(request, assignment), cancellationToken);
    }

    internal static void Map(RouteGroupBuilder assignments) =>
        assignments.MapPost("{assignmentId}/pause", async (
            string customerId, string assignmentId, AssignmentPause body, IMediator mediator, CancellationToken ct) =>
            TypedResults.Ok(await mediator.Send(new PauseAssignment(customerId, assignmentId, body.From), ct)))
            .AllowOperate().TakesIfMatch().WithName(nameof(PauseAssignment))
            .WithSummary("Pauses an assignment from a date on.");
}

/// <summary>What the request says: the first date that is paused.</summary>
internal sealed record AssignmentPause(DateOnly? From);
