namespace PackageBilling.Messaging;

/// <summary>What could grow or last in this build, with its bound and the reason for it.</summary>
internal static class MessagingLimits
{
    /// <summary>As long as the product lets any statement run, in seconds: bulk loads hold a stream's row for longer than Marten's own five.</summary>
    public const int CommandSeconds = 60;

    /// <summary>How often a node says that it is alive.</summary>
    public static readonly TimeSpan CheckIn = TimeSpan.FromSeconds(3);

    /// <summary>A node that is silent for so long is taken for dead, and its work and subscriptions taken over.</summary>
    public static readonly TimeSpan Silence = TimeSpan.FromSeconds(10);

    /// <summary>How often a node looks for work that others have offered. One piece is taken each time, so that many are spread evenly.</summary>
    public static readonly TimeSpan Look = TimeSpan.FromMilliseconds(250);

    /// <summary>How often alarms are looked at, and a node that waits for its turn looks whether it has come.</summary>
    public static readonly TimeSpan Turn = TimeSpan.FromSeconds(1);

    /// <summary>Pauses before work that failed is tried again; after the last one it is a dead letter.</summary>
    public static readonly TimeSpan[] WorkRetries = [TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(15)];

    /// <summary>The schedule waits for runs to end, and a share may be large; the product cancels work itself when it has to.</summary>
    public static readonly TimeSpan LongestWork = TimeSpan.FromDays(2);

    /// <summary>Pieces shown of all nodes; a node does few at a time.</summary>
    public const int Shown = 200;
}
