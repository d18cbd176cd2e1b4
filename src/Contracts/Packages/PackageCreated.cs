namespace PackageBilling.Contracts;

/// <summary>The id of a new package.</summary>
public sealed record PackageCreated(string PackageId);
