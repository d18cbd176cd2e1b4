namespace PackageBilling.Messaging;

/// <summary>What could grow or last when nodes share work, with its bound and the reason for it.</summary>
internal static class MessagingLimits
{
    /// <summary>How often a node says that it is alive, and looks after those that don't.</summary>
    public static readonly TimeSpan CheckIn = TimeSpan.FromSeconds(1);

    /// <summary>
    /// A node that is silent for so long, and at the next two looks still is, is taken for dead, and its messages and
    /// agents are given to others: with what that takes, within 15 seconds of its death.
    /// </summary>
    public static readonly TimeSpan Silence = TimeSpan.FromSeconds(8);

    /// <summary>How often a node takes a share: one each time, so that the shares of a run are spread evenly.</summary>
    public static readonly TimeSpan TakeShare = TimeSpan.FromMilliseconds(250);

    /// <summary>How often messages are looked for that a dead node left, that failed, or that are sent again.</summary>
    public static readonly TimeSpan Recover = TimeSpan.FromSeconds(1);

    /// <summary>Pauses before a message that failed is handled again; after the last one it is a dead letter.</summary>
    public static readonly TimeSpan[] Retries =
        [TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(15)];

    /// <summary>A share may be large, or wait while its run is held up; the product cancels it if it must.</summary>
    public static readonly TimeSpan LongestShare = TimeSpan.FromDays(2);

    /// <summary>How long a node that stops waits for the share in hand to be given back.</summary>
    public static readonly TimeSpan Drain = TimeSpan.FromSeconds(5);

    /// <summary>Dead letters shown; with more, one cause stands behind them all.</summary>
    public const int Shown = 200;
}
