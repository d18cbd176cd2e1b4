namespace PackageBilling.Contracts;

/// <summary>Why a request was refused: problem details (RFC 9457).</summary>
/// <param name="Title">The status in words.</param>
/// <param name="Detail">What is wrong.</param>
/// <param name="Errors">What is wrong, by the field that it is about; null when it is about no field.</param>
/// <param name="Events">The events that it was refused for, the first of them; null when it was not for events.</param>
/// <param name="EventCount">How many events there are, also those that are not listed.</param>
public sealed record ProblemView(
    string? Title, string? Detail, IReadOnlyDictionary<string, string[]>? Errors, IReadOnlyList<EventBetween>? Events,
    int EventCount);
