namespace PackageBilling.Billing.Runs;

/// <summary>Everything about runs that could grow, in one place.</summary>
internal static class RunLimits
{
    /// <summary>Lines after which a part is posted: large enough that a commit's cost is nothing,
    /// small enough to be done in a blink and to keep memory flat.</summary>
    public const int LinesPerPart = 10_000;

    /// <summary>Customers after which a part is posted.</summary>
    public const int CustomersPerPart = 5_000;

    /// <summary>Parts posted at the same time: more writers than two gain nothing on one log.</summary>
    public const int Posters = 2;

    /// <summary>Shares for each node that takes part: enough that nobody waits long for the slowest,
    /// or for one that died.</summary>
    public const int SharesPerNode = 4;

    /// <summary>The smallest share: a run of fewer customers than two of them is done in a moment,
    /// and not worth dividing.</summary>
    public const int CustomersPerShare = 2_500;

    /// <summary>Rounds of deciding customers again whose accounts moved on;
    /// each round somebody else made progress.</summary>
    public const int Rounds = 100;

    /// <summary>Customers or assignments that a request can name.</summary>
    public const int NamedIds = 100_000;

    /// <summary>Lines in a report's own body; more are read page by page (api: simulations).</summary>
    public const int LinesPerReport = 5_000;

    /// <summary>Times that a run is taken up again after an error that is not the database's,
    /// before it is given up.</summary>
    public const int Attempts = 3;

    /// <summary>The longest that a request may wait for a run by <c>Prefer: wait</c>.</summary>
    public static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(120);
}
