namespace PackageBilling.Contracts;

/// <summary>An event that came between a preview and the run that was to post it.</summary>
/// <param name="Position">Its sequence in the log.</param>
/// <param name="Type">What happened.</param>
/// <param name="Actor">Who did it.</param>
/// <param name="RecordedAt">When.</param>
/// <param name="Reason">Why, when it was said.</param>
/// <param name="CustomerId">The customer that it touches; null for a package's.</param>
/// <param name="AssignmentId">The assignment that it touches; null when it is about none.</param>
/// <param name="PackageId">The package that it touches; null when it is about none.</param>
/// <param name="ActorKeyId">The id of the key it was done with; null for the product itself.</param>
public sealed record EventBetween(
    long Position, string Type, string Actor, DateTimeOffset RecordedAt, string? Reason, string? CustomerId,
    string? AssignmentId, string? PackageId, string? ActorKeyId);
