namespace PackageBilling.Contracts;

/// <summary>A part of a list.</summary>
/// <param name="Items">The rows.</param>
/// <param name="Next">What to send as <c>after</c> for the rows that follow; null at the end.</param>
public sealed record Page<T>(IReadOnlyList<T> Items, string? Next);
