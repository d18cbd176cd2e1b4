namespace PackageBilling.Contracts;

/// <summary>A DID of a customer.</summary>
/// <param name="Did">Digits only.</param>
/// <param name="StartDate">The first day of the first assignment on it.</param>
/// <param name="EndDate">The last day of the last one; null while one is open.</param>
/// <param name="Assignments">How many packages are or were on it.</param>
/// <param name="Status">Active when a package is on it today, else upcoming when one begins later, else ended.</param>
public sealed record CustomerDid(
    string Did, DateOnly StartDate, DateOnly? EndDate, long Assignments, AssignmentStatus Status);
