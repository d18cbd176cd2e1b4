namespace PackageBilling.Subscriptions;

/// <summary>
/// Changes an assignment's own terms from a date on; an own price set to null goes back to the package's. When no date
/// is given: from today for the customer, or from the start of an assignment that starts later.
/// </summary>
internal sealed record ChangeAssignment(string CustomerId, string AssignmentId, AssignmentChanges Changes)
    : IRequest<AssignmentView>
{
    internal sealed class Validator : AbstractValidator<ChangeAssignment>
    {
        public Validator() => RuleFor(x => x.Changes).SetValidator(new Rules()).OverridePropertyName("");

        private sealed class Rules : AbstractValidator<AssignmentChanges>
        {
            public Rules()
            {
                Include(new OwnTermsRules());
                RuleFor(x => x.Quantity).Must((x, _) => !x.IsEmpty())
                    .WithMessage("give at least one term to change, such as quantity or retail");
                RuleFor(x => x.EffectiveFrom).BusinessDate();
            }
        }
    }

    /// <summary>
    /// What was said of that very date already is no event. What merely is so on that date is one: it has to go on
    /// holding when an earlier date is changed later. After the end nothing can change, since the end's quantity and
    /// flag hold for every later date.
    /// </summary>
    internal static AssignmentChanged? Decide(ChangeAssignment command, Assignment assignment, DateOnly effectiveFrom)
    {
        assignment.InForceOn("effectiveFrom", effectiveFrom);
        if (command.Changes.FreeMinutes is not null && assignment.Assigned.FreeMinutes is null)
            throw Problem.Rule("freeMinutes", "belongs to packages of type freeMinutes only");
        var said = command.Changes.Without(assignment.SaidOf(effectiveFrom));
        return said.IsEmpty() ? null : new(command.AssignmentId, command.CustomerId, effectiveFrom, said);
    }

    internal sealed class Handler(CommandLog log, RequestContext context)
        : IRequestHandler<ChangeAssignment, AssignmentView>
    {
        public async Task<AssignmentView> Handle(ChangeAssignment request, CancellationToken cancellationToken)
        {
            var (customer, assignment, version) = await log.LoadOwned(
                request.CustomerId, request.AssignmentId, cancellationToken);
            customer.NotErased();
            context.EnsureSeen(version);
            var (today, start) = (TimeZones.LocalDate(customer.TimeZone, log.Now), assignment.Assigned.StartDate);
            var effectiveFrom = request.Changes.EffectiveFrom ?? (today < start ? start : today);
            var changed = Decide(request, assignment, effectiveFrom);
            var after = changed is null ? assignment : Assignment.Evolve(assignment, changed)!;
            return await log.Commit(AssignmentView.Of(after, effectiveFrom), cancellationToken,
                new StreamAppend(Assignment.Stream(request.AssignmentId), version, changed is null ? [] : [changed]));
        }
    }

    internal static void Map(RouteGroupBuilder assignments) =>
        assignments.MapPost("{assignmentId}/change", async (
            string customerId, string assignmentId, AssignmentChanges body, IMediator mediator, CancellationToken ct) =>
            TypedResults.Ok(await mediator.Send(new ChangeAssignment(customerId, assignmentId, body), ct)))
            .AllowOperate().TakesIfMatch().WithName(nameof(ChangeAssignment))
            .WithSummary("Changes an assignment's own terms from a date on; null takes an own price back.");
}

/// <summary>What the request says: own terms from a date on.</summary>
internal sealed record AssignmentChanges(int? Quantity, bool? AutoDecrementCredit, DateOnly? EffectiveFrom)
    : OwnTerms(Quantity, AutoDecrementCredit, null);
