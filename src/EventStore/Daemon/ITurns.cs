namespace PackageBilling.EventStore;

/// <summary>
/// Which subscriptions this node may run, where several nodes share a database. It only spreads them.
/// A lock ensures that one node at a time runs a subscription, and the checkpoint that each event has its effect once.
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
