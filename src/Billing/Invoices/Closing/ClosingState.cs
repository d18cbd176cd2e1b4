namespace PackageBilling.Billing.Invoices.Closing;

/// <summary>Where a closing stands, folded from its stream.</summary>
/// <param name="Started">What was asked for.</param>
/// <param name="StartedAt">The position of that.</param>
/// <param name="Completed">The shares whose customers all have their documents.</param>
/// <param name="HasEnded">Whether it is complete or given up.</param>
internal sealed record ClosingState(
    ClosingStarted Started, long StartedAt, IReadOnlySet<int> Completed, bool HasEnded)
{
    /// <summary>How many shares there are.</summary>
    public int Shares => Started.Bounds.Count + 1;

    /// <summary>The state that a stream leads to; null for an empty one.</summary>
    public static ClosingState? Of(IReadOnlyList<StoredEvent> stream) => stream.Count == 0 ? null : new(
        (ClosingStarted)stream[0].Data, stream[0].Position,
        stream.Select(stored => stored.Data).OfType<ClosingShareCompleted>().Select(done => done.Share).ToHashSet(),
        stream.Any(stored => stored.Data is ClosingCompleted or ClosingFailed));

    /// <summary>The customers of a share.</summary>
    /// <param name="share">From 0.</param>
    public CustomerRange Range(int share) => new(
        share == 0 ? "" : Started.Bounds[share - 1], share == Started.Bounds.Count ? null : Started.Bounds[share],
        Started.CustomerIds);
}
