namespace PackageBilling.Events;

/// <summary>An upstream service was switched on for a customer.</summary>
/// <param name="CustomerId">The customer.</param>
/// <param name="PlatformFeature">The service's code.</param>
/// <param name="On">The start date of the assignment that brought it.</param>
public sealed record PlatformFeatureEnabled(string CustomerId, string PlatformFeature, DateOnly On);

/// <summary>An upstream service was switched off for a customer.</summary>
/// <param name="CustomerId">The customer.</param>
/// <param name="PlatformFeature">The service's code.</param>
/// <param name="On">The day after the last assignment that brought it ended.</param>
public sealed record PlatformFeatureDisabled(string CustomerId, string PlatformFeature, DateOnly On);
