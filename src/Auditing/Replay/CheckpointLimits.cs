namespace PackageBilling.Auditing.Replay;

/// <summary>Everything about checkpoints that could grow or last, with the reasons.</summary>
internal static class CheckpointLimits
{
    /// <summary>
    /// The least number of positions between two checkpoints: a replay folds that many in seconds. A book with more
    /// customers and assignments than that gets fewer checkpoints, so they never take more space than a fraction of the
    /// log.
    /// </summary>
    public const long Positions = 250_000;

    /// <summary>How often to check whether a checkpoint is due.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromSeconds(30);

    /// <summary>How often to check, while a checkpoint is made, whether it gets in anyone's way.</summary>
    public static readonly TimeSpan Look = TimeSpan.FromMilliseconds(200);

    /// <summary>
    /// How many times in a row a checkpoint waits, or stands back, while others write or runs are under way: half an
    /// hour.
    /// </summary>
    public const int Pauses = 60;

    /// <summary>Positions written between two looks from which on the log counts as busy.</summary>
    public const long Busy = 10_000;
}
