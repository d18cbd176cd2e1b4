namespace PackageBilling.Billing.Nights;

/// <summary>Everything about the scheduler that could grow or last, in one place.</summary>
internal static class ScheduleLimits
{
    /// <summary>A timer does not notice that the clock was set, or that the machine slept;
    /// so the clock is looked at this often.</summary>
    public static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);

    /// <summary>The pause after an error, which is the database's in all likelihood.</summary>
    public static readonly TimeSpan Retry = TimeSpan.FromSeconds(2);

    /// <summary>How long a decision waits for the schedule's tables to cover the log; then it is tried again.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
}
