namespace PackageBilling.Events;

/// <summary>
/// A DID belongs to a customer through an assignment of a package between two dates, inclusive. A later one for the
/// same assignment replaces it. The DID is a token of the customer's; the stream is named by the DID's hash.
/// </summary>
public sealed record DidAssigned(
    string Did, string AssignmentId, string CustomerId, string PackageId, DateOnly StartDate, DateOnly? EndDate);

/// <summary>A DID, named by its hash, was given back on a date:
/// the last day that anything on it was assigned.</summary>
public sealed record DidReleased(string Did, DateOnly Date);
