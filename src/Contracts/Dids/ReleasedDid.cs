namespace PackageBilling.Contracts;

/// <summary>What a release did.</summary>
/// <param name="Ended">The assignments that it ended or cancelled, in the order of their ids.</param>
public sealed record ReleasedDid(IReadOnlyList<string> Ended);
