namespace PackageBilling.Subscriptions;

/// <summary>
/// Makes a paused assignment active again from a date on, past and future dates alike (domain: "The assignment"). On
/// the first paused date itself it takes the pause back.
/// </summary>
internal sealed record ResumeAssignment(string CustomerId, string AssignmentId, DateOnly? On) : IRequest<AssignmentView>
{
    internal sealed class Validator : AbstractValidator<ResumeAssignment>
    {
        public Validator() => RuleFor(x => x.On).NotNull().WithMessage("is required").BusinessDate();
    }

    /// <summary>A repeat is no event.</summary>
    internal static AssignmentResumed? Decide(ResumeAssignment command, Assignment assignment)
    {
        var on = command.On!.Value;
        assignment.InForceOn("on", on);
        var pauses = assignment.Terms.Pauses();
        if (pauses.Any(pause => pause.ResumedOn == on)) return null;
        return pauses.Any(pause => pause.Contains(on)) ? new(command.AssignmentId, command.CustomerId, on)
            : throw Problem.Rule("on", "the assignment isn't paused on that date"
                + (pauses.Count == 0 ? "" : $"; it is paused {string.Join(" and ", pauses.Select(InWords))}"));
    }

    private static string InWords(Pause pause) => $"from {Dates.Text(pause.From)} "
        + (pause.ResumedOn is { } until ? $"to {Dates.Text(until.AddDays(-1))}" : "on");

    internal sealed class Handler(CommandLog log, RequestContext context)
        : IRequestHandler<ResumeAssignment, AssignmentView>
    {
        public Task<AssignmentView> Handle(ResumeAssignment request, CancellationToken cancellationToken) =>
            log.ChangeActivity(
                context, request.CustomerId, request.AssignmentId, request.On!.Value,
                assignment => Decide(request, assignment), cancellationToken);
    }

    internal static void Map(RouteGroupBuilder assignments) =>
        assignments.MapPost("{assignmentId}/resume", async (
            string customerId, string assignmentId, AssignmentResumption body, IMediator mediator,
            CancellationToken ct) =>
            TypedResults.Ok(await mediator.Send(new ResumeAssignment(customerId, assignmentId, body.On), ct)))
            .AllowOperate().TakesIfMatch().WithName(nameof(ResumeAssignment))
            .WithSummary("Makes a paused assignment active again from a date on.");
}

/// <summary>What the request says: the first date that is active again.</summary>
internal sealed record AssignmentResumption(DateOnly? On);
