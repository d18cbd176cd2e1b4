namespace PackageBilling.Auditing.Replay;

/// <summary>Everything about replays that could grow, with the reasons.</summary>
internal static class ReplayLimits
{
    /// <summary>
    /// Differences shown in one answer; all are counted. More than these are no list to read but a sign that something
    /// is wrong at large.
    /// </summary>
    public const int Differences = 1_000;

    /// <summary>Runs replayed by one request: a year of nights with a few by hand.</summary>
    public const int RunsAtOnce = 500;

    /// <summary>Parts of runs that wait to be decided again: memory stays flat however long the log is.</summary>
    public const int PartsWaiting = 4;

    /// <summary>Parts decided at the same time while the log is read.</summary>
    public const int Deciders = 2;
}
