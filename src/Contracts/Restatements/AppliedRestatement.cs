namespace PackageBilling.Contracts;

/// <summary>A restatement that was applied.</summary>
public sealed record AppliedRestatement(
    string RestatementId, DateOnly From, DateOnly To, IReadOnlyList<string>? CustomerIds, long Position,
    RestatementTotals Totals, string Actor, string? Reason, DateTimeOffset AppliedAt, string? ActorKeyId);
