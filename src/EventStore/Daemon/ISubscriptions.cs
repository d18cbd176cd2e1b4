namespace PackageBilling.EventStore;

/// <summary>The subscriptions of this product: how far they are, waiting for them, rebuilding them.</summary>
public interface ISubscriptions
{
    /// <summary>
    /// Waits until the subscription has taken in every event up to <paramref name="position"/>, whichever node runs it.
    /// </summary>
    /// <exception cref="NotYetVisibleException">It did not get there within <paramref name="timeout"/>.</exception>
    Task WaitFor(string subscription, long position, TimeSpan timeout, CancellationToken ct);

    /// <summary>
    /// Says that this node writes in bulk until the answer is disposed of:
    /// subscriptions that may wait (<see cref="ISubscription.MayWait"/>) hold back meanwhile.
    /// </summary>
    IDisposable WriteInBulk();

    /// <summary>How far each subscription is, and what is wrong with it.</summary>
    Task<IReadOnlyList<SubscriptionStatus>> Status(CancellationToken ct);

    /// <summary>How far this node can read the log.</summary>
    Task<LogStatus> Log(CancellationToken ct);

    /// <summary>How far each projection is, and how far one that is being rebuilt somewhere.</summary>
    Task<IReadOnlyList<ProjectionStatus>> Projections(CancellationToken ct);

    /// <summary>
    /// Builds a projection again from zero in tables of its own and then swaps them.
    /// Queries are answered from the old ones meanwhile.
    /// </summary>
    Task Rebuild(string projection, CancellationToken ct);

    /// <summary>
    /// Begins a read-only transaction in which everything is read as of one snapshot, and no rebuild can swap the
    /// projection's tables under it. Dispose the snapshot to end it.
    /// </summary>
    Task<ProjectionSnapshot> Snapshot(string projection, CancellationToken ct);
}

/// <summary>How a subscription is doing.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Position">Its checkpoint.</param>
/// <param name="Behind">How many positions it is behind the log's tail.</param>
/// <param name="RunsHere">Whether this node runs it.</param>
/// <param name="Fault">Why it stands still, null when it does not.</param>
/// <param name="BehindSeconds">For how many whole seconds this node has seen something above its checkpoint;
/// 0 when it is not behind.</param>
public sealed record SubscriptionStatus(
    string Name, long Position, long Behind, bool RunsHere, string? Fault, long BehindSeconds = 0);

/// <summary>How far the log can be read.</summary>
/// <param name="Tail">The highest committed position.</param>
/// <param name="Safe">The safe position that this node found last.</param>
/// <param name="Behind">How many positions that is behind the tail.</param>
/// <param name="BehindSeconds">For how many whole seconds this node has seen something above it;
/// 0 when it is not behind.</param>
public sealed record LogStatus(long Tail, long Safe, long Behind, long BehindSeconds);

/// <summary>A read does not cover what was committed before it yet; it can be tried again.</summary>
public sealed class NotYetVisibleException(string subscription, long position) : Exception(
    $"{subscription} has not reached position {position} yet.");
