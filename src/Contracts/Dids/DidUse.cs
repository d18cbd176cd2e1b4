namespace PackageBilling.Contracts;

/// <summary>The dates on which a customer has a DID through one assignment, inclusive.</summary>
public sealed record DidUse(
    string AssignmentId, string CustomerId, string PackageId, DateOnly StartDate, DateOnly? EndDate);
