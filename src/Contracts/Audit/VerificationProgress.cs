namespace PackageBilling.Contracts;

/// <summary>How far a verification has got.</summary>
public sealed record VerificationProgress(long CheckedEvents, long CheckedRuns, long Events);
