namespace PackageBilling.Values;

/// <summary>A span in which an assignment is paused.</summary>
/// <param name="From">The first date that is paused.</param>
/// <param name="ResumedOn">The first date that is active again; null while nothing ends it.</param>
public sealed record Pause(DateOnly From, DateOnly? ResumedOn)
{
    /// <summary>Whether a date is paused by it.</summary>
    public bool Contains(DateOnly date) => From <= date && (ResumedOn is null || date < ResumedOn);
}
