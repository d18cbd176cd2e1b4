namespace PackageBilling.Auditing.Replay;

/// <summary>Everything about checkpoints that could grow or last, with the reasons.</summary>
internal static class CheckpointLimits
{
    /// <summary>
    /// Positions between two checkpoints at least: what a replay then folds takes seconds. It is more in a book with
    /// more customers and assignments than that, so that checkpoints never take more than a part of what the log takes.
    /// </summary>
    public const long Positions = 250_000;

    /// <summary>How often it is asked whether one is due.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromSeconds(30);

    /// <summary>How often it is asked, while one is made, whether it is in anybody's way.</summary>
    public static readonly TimeSpan Look = TimeSpan.FromMilliseconds(200);

    /// <summary>
    /// How many times in a row one waits, or stands back, while others write or runs go on: half an hour.
    /// </summary>
    public const int Pauses = 60;

    /// <summary>Positions written between two looks from which on the log counts as busy.</summary>
    public const long Busy = 10_000;
}
