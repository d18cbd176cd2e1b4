namespace PackageBilling.Contracts;

/// <summary>A payment that was taken, now or before.</summary>
public sealed record PaymentAnswer(string CustomerId, decimal Amount, string Reference, decimal Credit);
