namespace PackageBilling.Contracts;

/// <summary>The id of a new assignment.</summary>
public sealed record AssignmentCreated(string AssignmentId);

/// <summary>The ids of new assignments.</summary>
/// <param name="AssignmentIds">In the order of the request.</param>
public sealed record AssignmentsCreated(IReadOnlyList<string> AssignmentIds);
