namespace PackageBilling.Billing.Usage;

/// <summary>
/// Finds the customers of calls that name none: those who have the calls' DIDs on their dates, as the book knows it.
/// The DIDs of many calls are looked up at once.
/// </summary>
internal sealed class DidCustomers(ISubscriptions subscriptions, KnownPackages packages, DidHolders holders)
{
    /// <summary>What a call has in place of a customer that it doesn't say.</summary>
    public const string Nobody = "";

    private readonly Dictionary<string, string> _zones = new(StringComparer.Ordinal);

    /// <summary>The same records; calls that nobody can be named for are rejected.</summary>
    public IEnumerable<CallBatch> Name(IEnumerable<CallBatch> batches, CancellationToken ct)
    {
        foreach (var batch in batches)
            // What reads ahead has a thread of its own, which may wait.
            yield return batch.Calls.Any(call => call.CustomerId == Nobody)
                ? Name(batch, ct).GetAwaiter().GetResult() : batch;
    }

    private async Task<CallBatch> Name(CallBatch batch, CancellationToken ct)
    {
        var dids = batch.Calls.Where(call => call.CustomerId == Nobody).Select(call => call.Did!)
            .Distinct(StringComparer.Ordinal).ToList();
        var found = await holders.Of(dids, ct);
        await LoadZones(found.Values.SelectMany(one => one).Select(one => one.CustomerId), ct);
        var (calls, rejected) = (new List<Call>(batch.Calls.Count), new List<RejectedCall>(batch.Rejected));
        foreach (var call in batch.Calls)
        {
            if (call.CustomerId != Nobody)
            {
                calls.Add(call);
                continue;
            }
            var having = found[call.Did!].Where(holder => Has(holder, call.StartedAt)).Select(one => one.CustomerId)
                .Distinct(StringComparer.Ordinal).ToList();
            if (having is [var customer]) calls.Add(call with { CustomerId = customer });
            else rejected.Add(new(call.Line, call.CallId, having.Count == 0
                ? $"customerId isn't given, and nobody has did {call.Did} at that time"
                : $"customerId isn't given, and did {call.Did} changes hands on that date: say whose call it is"));
        }
        return new(calls, rejected);
    }

    private bool Has(DidHolder holder, DateTimeOffset startedAt) =>
        _zones.TryGetValue(holder.CustomerId, out var zone) && TimeZones.LocalDate(zone, startedAt) is var date
        && holder.Start <= date && (holder.End is null || holder.End >= date);

    private async Task LoadZones(IEnumerable<string> customers, CancellationToken ct)
    {
        var missing = customers.Where(one => !_zones.ContainsKey(one)).Distinct(StringComparer.Ordinal).ToList();
        if (missing.Count == 0) return;
        await using var snapshot = await subscriptions.Snapshot(BookProjection.ProjectionName, ct);
        foreach (var (id, customer) in await new MinutesBook(snapshot, packages).Customers(missing, ct))
            _zones[id] = customer.TimeZone;
    }
}
