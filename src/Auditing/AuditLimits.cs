namespace PackageBilling.Auditing;

/// <summary>Every limit of audits on sizes and times, with its reason.</summary>
internal static class AuditLimits
{
    /// <summary>
    /// Positions of one block: few enough to be hashed quickly, enough that millions of events make few blocks.
    /// </summary>
    public const int PositionsPerBlock = 10_000;

    /// <summary>How long an event may wait for its block when there are too few to fill one.</summary>
    public static readonly TimeSpan BlockPause = TimeSpan.FromSeconds(3);

    /// <summary>
    /// How many times in a row the pause is repeated while others write faster than blocks fill: hashing what a charge
    /// run has just written must not slow it down, and an event waits half a minute at most.
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

    /// <summary>How far apart the clocks of two nodes may be before a mark counts as forged.</summary>
    public static readonly TimeSpan ClockSkew = TimeSpan.FromMinutes(5);

    /// <summary>
    /// How long an answer about a run waits for its seal, which is made a moment after the run has ended.
    /// </summary>
    public static readonly TimeSpan SealPatience = TimeSpan.FromSeconds(2);

    /// <summary>How long a verification waits for the book to cover the log before it compares the accounts.</summary>
    public static readonly TimeSpan BookPatience = TimeSpan.FromMinutes(5);

    /// <summary>How often a verification reports its progress.</summary>
    public static readonly TimeSpan ProgressPause = TimeSpan.FromMilliseconds(500);

    /// <summary>
    /// Characters of a line in an exported file; the longest line that the product writes is far shorter.
    /// </summary>
    public const int ExportLine = 64 * 1024;
}
