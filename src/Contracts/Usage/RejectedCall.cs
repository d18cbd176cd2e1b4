namespace PackageBilling.Contracts;

/// <summary>A record that was not taken, and why (api: usage).</summary>
public sealed record RejectedCall(long Line, string? CallId, string Error);
