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
        AssignmentChanged changed => state! with { Terms = state.Terms.With(changed) },
        AssignmentEnded ended => state! with { EndDate = ended.EndDate },
        AssignmentCancelled => state! with { IsCancelled = true },
        _ => state,
    };

    /// <summary>Its own terms on a date; after the end those of the end.</summary>
    public OwnTerms TermsOn(DateOnly date) => Terms.On(EndDate < date ? EndDate.Value : date);

    /// <summary>What was said to hold from this very date on.</summary>
    public OwnTerms SaidOf(DateOnly date) => (Terms.Changes ?? []).Where(change => change.EffectiveFrom == date)
        .Aggregate((OwnTerms)SaidTerms.None, (before, change) => change.Over(before));
}
