namespace PackageBilling.Auditing;

/// <summary>Everything about audits that could grow or last, with the reasons.</summary>
internal static class AuditLimits
{
    /// <summary>
    /// Positions of one block: few enough to be hashed in a blink, enough that the blocks of millions of events are
    /// few.
    /// </summary>
    public const int PositionsPerBlock = 10_000;

    /// <summary>How long an event may wait for its block when there are too few to fill one.</summary>
    public static readonly TimeSpan BlockPause = TimeSpan.FromSeconds(3);

    /// <summary>
    /// How many times in a row that pause is taken once more while others write faster than blocks fill: a charge run
    /// is not slowed by hashing what it has just written, and an event waits half a minute at most.
    /// </summary>
    public const int BlockPauses = 9;

    /// <summary>
    /// Blocks that are recomputed at the same time: one waits for the database while the other is hashed.
    /// </summary>
    public const int BlocksAtOnce = 2;

    /// <summary>Rows of the exactly-once index that one statement reads.</summary>
    public const int IndexRowsPerRead = 50_000;

    /// <summary>Streams that one statement compares with their events.</summary>
    public const int StreamsPerRead = 5_000;

    /// <summary>How far the clocks of two nodes may be apart before a mark counts as made up.</summary>
    public static readonly TimeSpan ClockSkew = TimeSpan.FromMinutes(5);

    /// <summary>
    /// How long an answer about a run waits for its seal, which is made a moment after the run has ended.
    /// </summary>
    public static readonly TimeSpan SealPatience = TimeSpan.FromSeconds(2);

    /// <summary>How long a verification waits for the book to cover the log before it compares the accounts.</summary>
    public static readonly TimeSpan BookPatience = TimeSpan.FromMinutes(5);

    /// <summary>How often a verification under way says how far it is.</summary>
    public static readonly TimeSpan ProgressPause = TimeSpan.FromMilliseconds(500);

    /// <summary>Characters of a line in an exported file; the longest line of the product is far below.</summary>
    public const int ExportLine = 64 * 1024;
}
