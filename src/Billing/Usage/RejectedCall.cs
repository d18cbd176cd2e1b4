namespace PackageBilling.Billing.Usage;

/// <summary>A record that was not taken, and why (api: usage).</summary>
internal sealed record RejectedCall(long Line, string? CallId, string Error);
