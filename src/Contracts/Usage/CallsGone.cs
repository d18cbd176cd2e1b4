namespace PackageBilling.Contracts;

/// <summary>What an erasure did.</summary>
/// <param name="Before">The date asked for.</param>
/// <param name="Kept">The first day of the first month that keeps its keys: earlier ones are erased.</param>
/// <param name="Keys">Keys that were deleted now, one for each customer and month with calls.</param>
public sealed record CallsGone(DateOnly Before, DateOnly Kept, int Keys);
