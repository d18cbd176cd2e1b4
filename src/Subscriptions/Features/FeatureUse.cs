namespace PackageBilling.Subscriptions;

/// <summary>
/// The dates of an assignment whose package resells a platform feature: the one in its terms on the assignment's start
/// date, so a revision moves nothing under assignments that have begun.
/// </summary>
/// <param name="PlatformFeature">The service's code.</param>
/// <param name="StartDate">The first date on which it is used.</param>
/// <param name="EndDate">The last one; null while it is open.</param>
/// <param name="Of">The assignment, with its DID in the clear.</param>
internal sealed record FeatureUse(
    string PlatformFeature, DateOnly StartDate, DateOnly? EndDate, FeatureAssignment Of)
{
    /// <summary>The spans of an assignment in which it is active: a paused one uses nothing.</summary>
    public static IReadOnlyList<FeatureUse> Spans(
        string platformFeature, FeatureAssignment assignment, AssignmentTerms terms)
    {
        var uses = new List<FeatureUse>();
        var end = assignment.EndDate;
        DateOnly? from = assignment.StartDate;
        foreach (var pause in terms.Pauses())
        {
            if (from is { } active && active < pause.From)
                uses.Add(new(platformFeature, active, Earlier(end, pause.From.AddDays(-1)), assignment));
            from = pause.ResumedOn;
        }
        if (from is { } last && (end is null || last <= end)) uses.Add(new(platformFeature, last, end, assignment));
        return uses;
    }

    private static DateOnly Earlier(DateOnly? end, DateOnly date) => end < date ? end.Value : date;
}
