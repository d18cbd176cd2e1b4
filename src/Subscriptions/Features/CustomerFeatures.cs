using System.Collections.Immutable;

namespace PackageBilling.Subscriptions;

/// <summary>What is switched on for a customer, folded from the customer's stream of switches.</summary>
/// <param name="EnabledOn">The date of each feature that is on.</param>
internal sealed record CustomerFeatures(ImmutableSortedDictionary<string, DateOnly> EnabledOn)
{
    public static readonly CustomerFeatures None = new(
        ImmutableSortedDictionary.Create<string, DateOnly>(StringComparer.Ordinal));

    public static string Stream(string customerId) => $"features-{customerId}";

    public static CustomerFeatures? Evolve(CustomerFeatures? state, object @event) => @event switch
    {
        PlatformFeatureEnabled enabled => new((state ?? None).EnabledOn.SetItem(enabled.PlatformFeature, enabled.On)),
        PlatformFeatureDisabled disabled => new((state ?? None).EnabledOn.Remove(disabled.PlatformFeature)),
        _ => state,
    };
}

/// <summary>
/// The dates of an assignment whose package resells a platform feature: the one in its terms on the assignment's start
/// date, so a revision moves nothing under assignments that have begun.
/// </summary>
internal sealed record FeatureUse(string PlatformFeature, DateOnly StartDate, DateOnly? EndDate)
{
    /// <summary>The spans of an assignment in which it is active: a paused one uses nothing.</summary>
    public static IReadOnlyList<FeatureUse> Of(
        string platformFeature, DateOnly start, DateOnly? end, AssignmentTerms terms)
    {
        var uses = new List<FeatureUse>();
        DateOnly? from = start;
        foreach (var pause in terms.Pauses())
        {
            if (from is { } active && active < pause.From)
                uses.Add(new(platformFeature, active, Earlier(end, pause.From.AddDays(-1))));
            from = pause.ResumedOn;
        }
        if (from is { } last && (end is null || last <= end)) uses.Add(new(platformFeature, last, end));
        return uses;
    }

    private static DateOnly Earlier(DateOnly? end, DateOnly date) => end < date ? end.Value : date;
}
