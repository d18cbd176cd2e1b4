using System.Diagnostics;

namespace PackageBilling.EventStore;

/// <summary>
/// The checkpoint that a follower stored last. What it passed since concerns its subscription in nothing, so storing
/// that can wait for <see cref="Limits.SkippedStored"/>: most appends concern few of the subscriptions.
/// </summary>
internal sealed class StoredCheckpoint(long position)
{
    private readonly long _since = Stopwatch.GetTimestamp();
    private bool _isHurried;

    public long Position => position;

    /// <summary>How much longer it may stay as it is.</summary>
    public TimeSpan Left
    {
        get
        {
            var left = Limits.SkippedStored - Stopwatch.GetElapsedTime(_since);
            return left > TimeSpan.Zero && !_isHurried ? left : TimeSpan.Zero;
        }
    }

    public bool IsOld => Left == TimeSpan.Zero;

    /// <summary>Another node waits for it: it is old at once.</summary>
    public void Hurry() => _isHurried = true;

    /// <summary>The batch of what was passed, which moves the checkpoint and nothing else.</summary>
    public EventBatch Passed(long through) => new(position, through, [], new HashSet<string>(0));
}
