namespace PackageBilling.EventStore;

/// <summary>
/// Which subscriptions this node may run, where several nodes share a database. It spreads them and nothing more: that
/// one node at a time runs a subscription is said by its lock, and that each event has its effect
/// once by its checkpoint.
/// </summary>
internal interface ITurns
{
    /// <summary>Whether this node may run it, or go on running it.</summary>
    bool MayRun(string subscription);

    /// <summary>Ends when an answer changes; take it before asking.</summary>
    Task Changed { get; }
}

/// <summary>Whichever node comes first runs a subscription, until it ends.</summary>
internal sealed class FirstCome : ITurns
{
    private static readonly Task Never = new TaskCompletionSource().Task;

    public bool MayRun(string subscription) => true;

    public Task Changed => Never;
}
