namespace PackageBilling.Events;

/// <summary>An event of a platform feature of a customer (docs/rules.md: "Platform features").</summary>
public interface IPlatformFeatureEvent
{
    /// <summary>The customer.</summary>
    string CustomerId { get; }

    /// <summary>The service's code.</summary>
    string PlatformFeature { get; }

    /// <summary>
    /// The first date on which the service is to be on, or off: the start date of the assignment that brings it, or the
    /// day after the last one ended.
    /// </summary>
    DateOnly On { get; }

    /// <summary>The assignment that brings it, as of the request; null when that was not recorded.</summary>
    FeatureAssignment? For { get; }
}

/// <summary>The assignment behind a request for a platform feature, as it was on the day of the request.</summary>
/// <param name="AssignmentId">Its id.</param>
/// <param name="PackageId">Its package.</param>
/// <param name="Quantity">How many.</param>
/// <param name="Did">The DID as a token of the customer's; null when it is the customer's own.</param>
/// <param name="StartDate">First day, inclusive.</param>
/// <param name="EndDate">Last day, inclusive; null while it is open.</param>
public sealed record FeatureAssignment(
    string AssignmentId, string PackageId, int Quantity, string? Did, DateOnly StartDate, DateOnly? EndDate);

/// <summary>The provisioning system was asked to switch a service on or off for a customer.</summary>
/// <param name="CustomerId">The customer.</param>
/// <param name="PlatformFeature">The service's code.</param>
/// <param name="Wanted"><see cref="PlatformFeatureState.Enabled"/> or
/// <see cref="PlatformFeatureState.Disabled"/>.</param>
/// <param name="On">The first date of it.</param>
/// <param name="For">The assignment that brings it, or brought it last.</param>
/// <param name="AskAgainAt">When it is asked again, if it is not acknowledged before.</param>
public sealed record PlatformFeatureRequested(
    string CustomerId, string PlatformFeature, PlatformFeatureState Wanted, DateOnly On, FeatureAssignment? For,
    DateTimeOffset AskAgainAt) : IPlatformFeatureEvent;

/// <summary>The provisioning system was asked again, since it has not acknowledged a request.</summary>
/// <param name="CustomerId">The customer.</param>
/// <param name="PlatformFeature">The service's code.</param>
/// <param name="Wanted">What is asked for.</param>
/// <param name="On">The first date of it.</param>
/// <param name="For">The assignment behind it, as it is by now.</param>
/// <param name="TimesAsked">How often it has been asked for, this time included.</param>
/// <param name="AskAgainAt">When it is asked the next time.</param>
public sealed record PlatformFeatureAskedAgain(
    string CustomerId, string PlatformFeature, PlatformFeatureState Wanted, DateOnly On, FeatureAssignment? For,
    int TimesAsked, DateTimeOffset AskAgainAt) : IPlatformFeatureEvent;

/// <summary>The provisioning system has a request and works on it: it is not asked again.</summary>
/// <param name="CustomerId">The customer.</param>
/// <param name="PlatformFeature">The service's code.</param>
/// <param name="Wanted">What was asked for.</param>
/// <param name="On">The first date of it.</param>
/// <param name="For">The assignment behind it.</param>
/// <param name="Detail">What the system says about it, as a token of the customer's.</param>
public sealed record PlatformFeatureAcknowledged(
    string CustomerId, string PlatformFeature, PlatformFeatureState Wanted, DateOnly On, FeatureAssignment? For,
    string? Detail) : IPlatformFeatureEvent;

/// <summary>The provisioning system could not do what it was asked for; it is asked again.</summary>
/// <param name="CustomerId">The customer.</param>
/// <param name="PlatformFeature">The service's code.</param>
/// <param name="Wanted">What was asked for.</param>
/// <param name="On">The first date of it.</param>
/// <param name="For">The assignment behind it.</param>
/// <param name="Detail">Why, as a token of the customer's.</param>
/// <param name="AskAgainAt">When it is asked again.</param>
public sealed record PlatformFeatureFailed(
    string CustomerId, string PlatformFeature, PlatformFeatureState Wanted, DateOnly On, FeatureAssignment? For,
    string? Detail, DateTimeOffset AskAgainAt) : IPlatformFeatureEvent;

/// <summary>The provisioning system has confirmed that a service is on for a customer.</summary>
/// <param name="CustomerId">The customer.</param>
/// <param name="PlatformFeature">The service's code.</param>
/// <param name="On">The start date of the assignment that brought it.</param>
/// <param name="For">The assignment behind it.</param>
/// <param name="Detail">What the system says about it, as a token of the customer's.</param>
public sealed record PlatformFeatureEnabled(
    string CustomerId, string PlatformFeature, DateOnly On, FeatureAssignment? For = null, string? Detail = null)
    : IPlatformFeatureEvent;

/// <summary>The provisioning system has confirmed that a service is off for a customer.</summary>
/// <param name="CustomerId">The customer.</param>
/// <param name="PlatformFeature">The service's code.</param>
/// <param name="On">The day after the last assignment that brought it ended.</param>
/// <param name="For">The assignment that brought it last.</param>
/// <param name="Detail">What the system says about it, as a token of the customer's.</param>
public sealed record PlatformFeatureDisabled(
    string CustomerId, string PlatformFeature, DateOnly On, FeatureAssignment? For = null, string? Detail = null)
    : IPlatformFeatureEvent;
