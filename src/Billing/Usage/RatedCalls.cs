namespace PackageBilling.Billing.Usage;

/// <summary>One commit's worth of calls, rated.</summary>
/// <param name="calls">All of them, also those that are not recorded.</param>
/// <param name="sorted">What becomes of them.</param>
/// <param name="batches">The fresh ones, by customer.</param>
internal sealed class RatedCalls(IReadOnlyList<Call> calls, SortedCalls sorted, IReadOnlyList<RatedBatch> batches)
{
    public IReadOnlyList<Call> Calls => calls;

    public IReadOnlyList<RatedBatch> Batches => batches;

    /// <summary>Takes what is known of the customers back to what it was before.</summary>
    public void Undo()
    {
        foreach (var batch in batches) batch.Undo();
    }

    /// <summary>
    /// Tells what became of each record, and gives those that have to be rated again, because somebody else has
    /// recorded calls of their customers meanwhile.
    /// </summary>
    public List<Call> Tell(UsageTally tally, RatingStates states, IReadOnlySet<string> conflicts)
    {
        foreach (var rejected in sorted.Rejected) tally.Reject(rejected);
        foreach (var (call, position) in sorted.Repeated) tally.Repeat(call, position);
        foreach (var call in sorted.RepeatedWithin) tally.RepeatWithin(call);
        var again = new List<Call>();
        foreach (var batch in batches)
            if (conflicts.Contains(Streams.Usage(batch.CustomerId)))
            {
                again.AddRange(batch.Calls);
                states.Forget(batch.CustomerId);
            }
            else tally.Accept(batch);
        return again;
    }
}
