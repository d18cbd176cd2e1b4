namespace PackageBilling.Contracts;

/// <summary>The id of a new assignment.</summary>
public sealed record AssignmentCreated(string AssignmentId);
