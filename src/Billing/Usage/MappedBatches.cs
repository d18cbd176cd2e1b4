namespace PackageBilling.Billing.Usage;

/// <summary>The rows of a file of calls, a commit's worth at a time.</summary>
internal static class MappedBatches
{
    /// <summary>At most <see cref="UsageLimits.RecordsPerCommit"/> at once.</summary>
    public static IEnumerable<CallBatch> Of(IEnumerable<MappedRow> rows)
    {
        var (calls, rejected) = (new List<Call>(UsageLimits.RecordsPerCommit), new List<RejectedCall>());
        foreach (var (call, refused) in rows)
        {
            if (call is not null)
                calls.Add(new(call.Line, call.CallId, call.CustomerId, call.Did, call.Destination, call.StartedAt,
                    call.BilledSeconds, call.Amount));
            else rejected.Add(new(refused!.Line, refused.CallId, refused.Error));
            if (calls.Count + rejected.Count < UsageLimits.RecordsPerCommit) continue;
            yield return new(calls, rejected);
            (calls, rejected) = (new(UsageLimits.RecordsPerCommit), []);
        }
        if (calls.Count + rejected.Count > 0) yield return new(calls, rejected);
    }
}
