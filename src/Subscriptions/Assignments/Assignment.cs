namespace PackageBilling.Subscriptions;

/// <summary>An assignment, folded from its stream.</summary>
/// <param name="Assigned">How it began.</param>
/// <param name="Terms">Its own terms, with all changes.</param>
/// <param name="EndDate">Its last day; null while it is open.</param>
/// <param name="IsCancelled">Whether it never began.</param>
internal sealed record Assignment(PackageAssigned Assigned, AssignmentTerms Terms, DateOnly? EndDate, bool IsCancelled)
{
    public static string Stream(string assignmentId) => $"assignment-{assignmentId}";

    public static Assignment? Evolve(Assignment? state, object @event) => @event switch
    {
        PackageAssigned assigned => new(assigned, AssignmentTerms.Of(assigned), assigned.EndDate, false),
        AssignmentChanged or AssignmentPaused or AssignmentResumed => state! with { Terms = state.Terms.After(@event) },
        AssignmentEnded ended => state! with { EndDate = ended.EndDate },
        AssignmentCancelled => state! with { IsCancelled = true },
        _ => state,
    };

    /// <summary>Its own terms on a date; after the end those of the end.</summary>
    public OwnTerms TermsOn(DateOnly date) => Terms.On(EndDate < date ? EndDate.Value : date);

    /// <summary>Refuses what is to happen on a date outside the assignment.</summary>
    /// <exception cref="ProblemException">The date is before its start or after its end, or it never began.</exception>
    public void InForceOn(string field, DateOnly date)
    {
        if (IsCancelled) throw Problem.Rule("assignmentId", "the assignment was cancelled: it never began");
        if (date < Assigned.StartDate)
            throw Problem.Rule(field, $"must not be before {Dates.Text(Assigned.StartDate)}, the assignment's start");
        if (EndDate < date)
            throw Problem.Rule(field, $"must not be after {Dates.Text(EndDate.Value)}, the assignment's end");
    }

    /// <summary>What was said to hold from this very date on.</summary>
    public OwnTerms SaidOf(DateOnly date) => (Terms.Changes ?? []).Where(change => change.EffectiveFrom == date)
        .Aggregate((OwnTerms)SaidTerms.None, (before, change) => change.Over(before));
}
