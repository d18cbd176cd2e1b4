namespace PackageBilling.Contracts;

/// <summary>A platform feature that is on.</summary>
public sealed record EnabledFeature(string PlatformFeature, DateOnly EnabledOn);
