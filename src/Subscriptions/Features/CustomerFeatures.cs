using System.Collections.Immutable;

namespace PackageBilling.Subscriptions;

/// <summary>One platform feature of a customer, as far as decisions go.</summary>
/// <param name="Wanted">Enabled or disabled: what was asked for last.</param>
/// <param name="State">What has become of that.</param>
/// <param name="On">The first date of it.</param>
/// <param name="EnabledOn">The first date on which it was to be on, the last time.</param>
/// <param name="For">The assignment behind it.</param>
/// <param name="TimesAsked">How often it was asked for.</param>
/// <param name="AskAgainAt">When it is asked for again; null when it isn't.</param>
/// <param name="HasAnswer">Whether the provisioning system has answered since it was asked the last time.</param>
/// <param name="Detail">What it said.</param>
internal sealed record RequestedFeature(
    PlatformFeatureState Wanted, PlatformFeatureState State, DateOnly On, DateOnly EnabledOn, FeatureAssignment? For,
    int TimesAsked, DateTimeOffset? AskAgainAt, bool HasAnswer, string? Detail)
{
    /// <summary>Whether the provisioning system has confirmed what was asked for.</summary>
    public bool IsConfirmed => State == Wanted;

    /// <summary>After an event of it.</summary>
    public static RequestedFeature After(RequestedFeature? before, IPlatformFeatureEvent @event)
    {
        var (wanted, state) = (Wish(before, @event), StateAfter(before, @event));
        var enabledOn = wanted == PlatformFeatureState.Enabled || before is null ? @event.On : before.EnabledOn;
        var asked = new RequestedFeature(
            wanted, state, @event.On, enabledOn, @event.For, before?.TimesAsked ?? 0, null, true, before?.Detail);
        return @event switch
        {
            PlatformFeatureRequested fact => asked with
            { TimesAsked = 1, AskAgainAt = fact.AskAgainAt, HasAnswer = false, Detail = null },
            PlatformFeatureAskedAgain fact => asked with
            { TimesAsked = fact.TimesAsked, AskAgainAt = fact.AskAgainAt, HasAnswer = false },
            PlatformFeatureAcknowledged fact => asked with { Detail = fact.Detail },
            PlatformFeatureFailed fact => asked with { Detail = fact.Detail, AskAgainAt = fact.AskAgainAt },
            PlatformFeatureEnabled fact => asked with { Detail = fact.Detail },
            PlatformFeatureDisabled fact => asked with { Detail = fact.Detail },
            _ => throw NotOfFeature(@event),
        };
    }

    private static PlatformFeatureState Wish(RequestedFeature? before, IPlatformFeatureEvent @event) => @event switch
    {
        PlatformFeatureRequested fact => fact.Wanted,
        PlatformFeatureEnabled => PlatformFeatureState.Enabled,
        PlatformFeatureDisabled => PlatformFeatureState.Disabled,
        _ => before?.Wanted ?? throw NotOfFeature(@event),
    };

    // Asked again after a failure it is still a failure, until the provisioning system says something else.
    private static PlatformFeatureState StateAfter(
        RequestedFeature? before, IPlatformFeatureEvent @event) => @event switch
        {
            PlatformFeatureRequested => PlatformFeatureState.Requested,
            PlatformFeatureAcknowledged => PlatformFeatureState.Acknowledged,
            PlatformFeatureFailed => PlatformFeatureState.Failed,
            PlatformFeatureEnabled => PlatformFeatureState.Enabled,
            PlatformFeatureDisabled => PlatformFeatureState.Disabled,
            _ => before?.State ?? throw NotOfFeature(@event),
        };

    private static InvalidOperationException NotOfFeature(object @event) =>
        new($"{@event.GetType().Name} doesn't follow from what is known of the feature.");
}

/// <summary>A customer's platform features, folded from the customer's stream of them.</summary>
/// <param name="ByCode">Each feature that was ever asked for.</param>
internal sealed record CustomerFeatures(ImmutableSortedDictionary<string, RequestedFeature> ByCode)
{
    public static readonly CustomerFeatures None = new(
        ImmutableSortedDictionary.Create<string, RequestedFeature>(StringComparer.Ordinal));

    public static string Stream(string customerId) => $"features-{customerId}";

    public static CustomerFeatures? Evolve(CustomerFeatures? state, object @event)
    {
        if (@event is not IPlatformFeatureEvent fact) return state;
        var features = (state ?? None).ByCode;
        return new(features.SetItem(
            fact.PlatformFeature, RequestedFeature.After(features.GetValueOrDefault(fact.PlatformFeature), fact)));
    }
}
