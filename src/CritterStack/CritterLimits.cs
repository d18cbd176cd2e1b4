namespace PackageBilling.CritterStack;

/// <summary>What could grow or last in this build, with its bound and the reason for it.</summary>
internal static class CritterLimits
{
    /// <summary>As long as the product lets any statement run, in seconds: bulk loads hold a stream's row for longer than Marten's own five.</summary>
    public const int CommandSeconds = 60;
}
