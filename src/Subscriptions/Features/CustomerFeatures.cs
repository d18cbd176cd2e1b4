using System.Collections.Immutable;

namespace PackageBilling.Subscriptions;

/// <summary>What is switched on for a customer, folded from the customer's stream of switches.</summary>
/// <param name="EnabledOn">The date of each feature that is on.</param>
internal sealed record CustomerFeatures(ImmutableSortedDictionary<string, DateOnly> EnabledOn)
{
    public static readonly CustomerFeatures None = new(ImmutableSortedDictionary.Create<string, DateOnly>(StringComparer.Ordinal));

    public static string Stream(string customerId) => $"features-{customerId}";

    public static CustomerFeatures? Evolve(CustomerFeatures? state, object @event) => @event switch
    {
        PlatformFeatureEnabled enabled => new((state ?? None).EnabledOn.SetItem(enabled.PlatformFeature, enabled.On)),
        PlatformFeatureDisabled disabled => new((state ?? None).EnabledOn.Remove(disabled.PlatformFeature)),
        _ => state,
    };
}

/// <summary>
/// The dates of an assignment whose package resells a platform feature: the one in its terms on the assignment's start date, so a
/// revision moves nothing under assignments that have begun.
/// </summary>
internal sealed record FeatureUse(string PlatformFeature, DateOnly StartDate, DateOnly? EndDate);
