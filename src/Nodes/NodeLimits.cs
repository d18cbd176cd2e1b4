namespace PackageBilling.Nodes;

/// <summary>How nodes wait for each other, in one place.</summary>
internal static class NodeLimits
{
    /// <summary>How often a node says that it is alive.</summary>
    public static readonly TimeSpan CheckIn = TimeSpan.FromSeconds(3);

    /// <summary>
    /// A node that is silent for that much longer is taken for dead, and its work taken over. Too short costs work done twice on a busy
    /// machine, never a line posted twice.
    /// </summary>
    public static readonly TimeSpan Silence = TimeSpan.FromSeconds(7);

    /// <summary>How often a node looks for work that others have offered; the library allows no less.</summary>
    public static readonly TimeSpan Look = TimeSpan.FromSeconds(1);

    /// <summary>Pieces of work that a node does at the same time: the schedule, which waits most of the time, and one more.</summary>
    public const int AtOnce = 2;

    /// <summary>Pieces shown of all nodes; a node does few at a time.</summary>
    public const int Shown = 200;
}
