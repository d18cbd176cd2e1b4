namespace PackageBilling.Billing.Events;

/// <summary>From what available credit down a customer's credit counts as low;
/// a later one replaces an earlier one.</summary>
/// <param name="CustomerId">The customer.</param>
/// <param name="Threshold">Available credit at or below this is low; null for never.</param>
public sealed record CreditThresholdSet(string CustomerId, decimal? Threshold);

/// <summary>A customer's available credit fell to the threshold or below. Told once until it has been above again
/// or the threshold is set anew.</summary>
/// <param name="CustomerId">The customer.</param>
/// <param name="Available">What is available.</param>
/// <param name="Threshold">The threshold in force.</param>
/// <param name="Caused">The position of the fact that did it.</param>
public sealed record CreditLow(string CustomerId, decimal Available, decimal Threshold, long Caused);
