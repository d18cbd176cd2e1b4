namespace PackageBilling.Contracts;

/// <summary>A platform feature that a package may name.</summary>
public sealed record ConfiguredFeature(string PlatformFeature);
