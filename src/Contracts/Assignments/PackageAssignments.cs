namespace PackageBilling.Contracts;

/// <summary>A part of the list of who has a package.</summary>
/// <param name="On">The date that quantities, states and counts are for.</param>
/// <param name="Counts">All of them, not only this part.</param>
/// <param name="Items">The rows.</param>
/// <param name="Next">What to send as <c>after</c> for the rows that follow; null at the end.</param>
public sealed record PackageAssignments(
    DateOnly On, AssignmentCounts Counts, IReadOnlyList<AssignedPackage> Items, string? Next);

/// <summary>How many assignments stand where.</summary>
public sealed record AssignmentCounts(long Active, long Paused, long Upcoming, long Ended, long Cancelled);
