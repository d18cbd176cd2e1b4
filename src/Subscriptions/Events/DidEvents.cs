namespace PackageBilling.Subscriptions;

/// <summary>
/// A DID belongs to a customer through an assignment of a package between two dates, inclusive. A later one for the same
/// assignment replaces it.
/// </summary>
public sealed record DidAssigned(
    string Did, string AssignmentId, string CustomerId, string PackageId, DateOnly StartDate, DateOnly? EndDate);

/// <summary>A DID was given back on a date: the last day that anything on it was assigned.</summary>
public sealed record DidReleased(string Did, DateOnly Date);
