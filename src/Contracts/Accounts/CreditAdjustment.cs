namespace PackageBilling.Contracts;

/// <summary>An adjustment that was made.</summary>
public sealed record CreditAdjustment(
    string AdjustmentId, string CustomerId, decimal Amount, string Reason, decimal Credit);
