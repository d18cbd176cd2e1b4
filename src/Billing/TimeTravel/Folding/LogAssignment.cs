namespace PackageBilling.Billing;

/// <summary>What the log says of an assignment: what <see cref="AssignmentBook"/> does, but for a date.</summary>
/// <param name="Number">The position of its first event.</param>
/// <param name="AssignmentId">Its id.</param>
/// <param name="PackageId">Its package.</param>
/// <param name="Did">Its DID; null when it is the customer's own.</param>
/// <param name="Start">First day, inclusive.</param>
/// <param name="End">Last day, inclusive; null while it is open.</param>
/// <param name="BilledThrough">The last date that another system has billed; null for none.</param>
/// <param name="Quantity">Units before the first change.</param>
/// <param name="AutoDecrement">Whether its lines take credit, before the first change.</param>
/// <param name="Changes">Changes in the order in which they were recorded.</param>
/// <param name="Setup">What was posted of setup.</param>
internal sealed record LogAssignment(
    long Number,
    string AssignmentId,
    string PackageId,
    string? Did,
    DateOnly Start,
    DateOnly? End,
    DateOnly? BilledThrough,
    int Quantity,
    bool AutoDecrement,
    IReadOnlyList<AssignmentChange> Changes,
    PostedCount Setup);
