namespace PackageBilling.EventStore;

/// <summary>Every limit of the log on sizes and times, with its reason.</summary>
internal static class Limits
{
    /// <summary>No statement of the product needs longer; one that hangs would hold locks,
    /// and gaps of the log, open.</summary>
    public static readonly TimeSpan Statement = TimeSpan.FromSeconds(60);

    /// <summary>An appender that is left open keeps gaps undecided, and with them every subscription waiting.</summary>
    public static readonly TimeSpan IdleInTransaction = TimeSpan.FromSeconds(30);

    /// <summary>
    /// A snapshot only reads, so it holds no gap open, and a charge run streams from one for as long as it lasts.
    /// It keeps dead rows from being vacuumed and a rebuilt projection from being put in place, so its time is limited.
    /// </summary>
    public static readonly TimeSpan Snapshot = TimeSpan.FromHours(1);

    /// <summary>Snapshots of one process that may read through two connections at the same time;
    /// more would wait for each other's processor time.</summary>
    public const int SnapshotsWithTwo = 4;

    /// <summary>Positions that one statement reads.</summary>
    public const int WindowPositions = 4_000;

    /// <summary>The most events of one page, which is handled in one transaction. Larger pages gain nothing:
    /// the round trip is a small part of the cost by then.</summary>
    public const int PageEvents = 2_000;

    /// <summary>Positions that one page looks through at most: between rare events a checkpoint is written now
    /// and then.</summary>
    public const int PagePositions = 50_000;

    /// <summary>Stored bytes at which a page is full, so that large events don't make it too large.</summary>
    public const int PageBytes = 4 * 1024 * 1024;

    /// <summary>Statements that a connection keeps prepared once it has used them a few times: a small run is some
    /// two hundred short statements, and PostgreSQL spent more on parsing and planning than on running them.</summary>
    public const int PreparedStatements = 200;

    /// <summary>What a connection buffers in each direction, in bytes.</summary>
    public const int BufferBytes = 64 * 1024;

    /// <summary>How long a wake-up that got lost can delay a subscription;
    /// behind a gap by a <see cref="LongestGapPause"/> more.</summary>
    public static readonly TimeSpan Poll = TimeSpan.FromSeconds(1);

    /// <summary>First and longest pause before a gap is checked again for open transactions that may fill it.
    /// A commit wakes the check at once.</summary>
    public static readonly TimeSpan GapPause = TimeSpan.FromMilliseconds(20),
        LongestGapPause = TimeSpan.FromMilliseconds(500);

    /// <summary>A gap that stays undecided for this long is reported, since some append takes longer
    /// than any should.</summary>
    public static readonly TimeSpan GapWarning = TimeSpan.FromSeconds(15);

    /// <summary>How often a node that stands by tries to take over a subscription.</summary>
    public static readonly TimeSpan StandBy = TimeSpan.FromSeconds(1);

    /// <summary>First and longest pause before a failed batch is tried again.</summary>
    public static readonly TimeSpan Retry = TimeSpan.FromMilliseconds(200), LongestRetry = TimeSpan.FromSeconds(30);

    /// <summary>The longest pause before a database that is gone is tried again:
    /// a restarted one is used again at once.</summary>
    public static readonly TimeSpan LongestReconnect = TimeSpan.FromSeconds(1);

    /// <summary>How long a checkpoint may stay behind what its subscription passed and was not concerned in. Another
    /// node that waits for it has it stored at once.</summary>
    public static readonly TimeSpan SkippedStored = TimeSpan.FromMilliseconds(100);

    /// <summary>How often a waiting request looks at the checkpoint of a subscription that another node runs.</summary>
    public static readonly TimeSpan RemoteCheckpoint = TimeSpan.FromMilliseconds(10);

    /// <summary>How often a node tells the node that runs a subscription that a request waits for it.</summary>
    public static readonly TimeSpan Hurry = TimeSpan.FromMilliseconds(250);

    /// <summary>How finely "what was known at an instant" is answered.</summary>
    public static readonly TimeSpan Mark = TimeSpan.FromSeconds(3);

    /// <summary>
    /// How long the swap of a rebuilt projection waits for a lock before it lets others through and tries again.
    /// Shorter than PostgreSQL's deadlock timeout (1 s), so that in a deadlock the swap gives way and never a reader.
    /// </summary>
    public static readonly TimeSpan SwapLock = TimeSpan.FromMilliseconds(200);

    /// <summary>The most events that the swap may still handle while readers of snapshots wait for it.</summary>
    public const int SwapPositions = 2_000;
}
