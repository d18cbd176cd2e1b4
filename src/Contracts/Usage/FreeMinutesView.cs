namespace PackageBilling.Contracts;

/// <summary>
/// A window of free minutes at an instant (api: free-minutes). windowTo is inclusive, null while nothing ends it. What
/// is granted includes what was carried over from the window before: granted = used + remaining.
/// </summary>
public sealed record FreeMinutesView(
    string AssignmentId, string PackageId, string? Did, IReadOnlyList<string> Destinations, DateOnly WindowFrom,
    DateOnly? WindowTo, long GrantedSeconds, long UsedSeconds, long RemainingSeconds,
    long CarriedOverSeconds);
