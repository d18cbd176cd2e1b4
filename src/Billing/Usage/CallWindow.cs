namespace PackageBilling.Billing.Usage;

/// <summary>
/// Brings the calls of a customer together that a switch sends spread over its day: a commit then has many calls of
/// some customers instead of a few calls of all, so there are fewer and larger events, and an event costs several times
/// what a call does.
/// </summary>
internal static class CallWindow
{
    /// <summary>
    /// The same records, still at most <see cref="UsageLimits.RecordsPerCommit"/> at once. The calls of a customer keep
    /// their order, in which they are rated; of different customers, who have nothing to do with each other, they may
    /// change places within <see cref="UsageLimits.RecordsTogether"/> records.
    /// </summary>
    public static IEnumerable<CallBatch> Together(IEnumerable<CallBatch> batches)
    {
        var (held, records) = (new List<CallBatch>(), 0);
        foreach (var batch in batches)
        {
            held.Add(batch);
            records += batch.Count;
            if (records < UsageLimits.RecordsTogether) continue;
            foreach (var one in Sort(held)) yield return one;
            held.Clear();
            records = 0;
        }
        foreach (var one in Sort(held)) yield return one;
    }

    private static IEnumerable<CallBatch> Sort(List<CallBatch> held)
    {
        var calls = held.Sum(batch => batch.Calls.Count);
        if (held.Count < 2 || AnyIdTwice(held, calls)) return [.. held];
        var rejected = held.Where(batch => batch.Rejected.Count > 0).Select(batch => new CallBatch([], batch.Rejected));
        var sorted = held.SelectMany(batch => batch.Calls).GroupBy(call => call.CustomerId, StringComparer.Ordinal)
            .SelectMany(customer => customer)
            .Chunk(UsageLimits.RecordsPerCommit).Select(chunk => new CallBatch(chunk, []));
        return [.. rejected, .. sorted];
    }

    // Of two records with one id the first counts, whoever's they are.
    private static bool AnyIdTwice(List<CallBatch> held, int calls)
    {
        var ids = new HashSet<string>(calls, StringComparer.Ordinal);
        foreach (var batch in held)
            foreach (var call in batch.Calls)
                if (!ids.Add(call.CallId)) return true;
        return false;
    }
}
