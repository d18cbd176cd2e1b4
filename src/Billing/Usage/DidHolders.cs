namespace PackageBilling.Billing.Usage;

/// <summary>
/// Which customers have which DIDs when, as the book knows it (domain: "Calls"). The DIDs of many calls are looked up
/// at once, each once for a body.
/// </summary>
internal sealed class DidHolders(ISubscriptions subscriptions, NumberHashes hashes)
{
    private static readonly DidHolder[] Nobody = [];

    private readonly Dictionary<string, DidHolder[]> _known = new(StringComparer.Ordinal);

    /// <summary>Those of some calls whose DID another customer has on their date, by their place,
    /// with that customer.</summary>
    public async Task<Dictionary<int, string>> OfAnother(IReadOnlyList<FreshCall> calls, CancellationToken ct)
    {
        var found = new Dictionary<int, string>();
        List<int>? unknown = null;
        for (var i = 0; i < calls.Count; i++)
            if (calls[i].Call.Did is { } did)
            {
                if (_known.TryGetValue(did, out var holders)) Check(holders, i);
                else (unknown ??= []).Add(i);
            }
        if (unknown is null) return found;
        if (_known.Count > UsageLimits.DidsKept) _known.Clear();
        await Load([.. unknown.Select(i => calls[i].Call.Did!).Distinct(StringComparer.Ordinal)], ct);
        foreach (var i in unknown) Check(_known[calls[i].Call.Did!], i);
        return found;

        void Check(DidHolder[] holders, int i)
        {
            var (customerId, date) = (calls[i].Call.CustomerId, calls[i].LocalDate);
            foreach (var holder in holders)
                if (holder.CustomerId != customerId && holder.Start <= date
                    && (holder.End is null || holder.End >= date))
                    found[i] = holder.CustomerId;
        }
    }

    /// <summary>Who has some DIDs at any time.</summary>
    public async Task<IReadOnlyDictionary<string, DidHolder[]>> Of(
        IReadOnlyCollection<string> dids, CancellationToken ct)
    {
        if (_known.Count > UsageLimits.DidsKept) _known.Clear();
        string[] unknown = [.. dids.Where(did => !_known.ContainsKey(did))];
        if (unknown.Length > 0) await Load(unknown, ct);
        return _known;
    }

    private async Task Load(string[] dids, CancellationToken ct)
    {
        foreach (var did in dids) _known[did] = Nobody;
        var hash = await hashes.Ready(ct);
        var byHash = dids.ToDictionary(hash, StringComparer.Ordinal);
        await using var snapshot = await subscriptions.Snapshot(BookProjection.ProjectionName, ct);
        foreach (var holder in await KnownAssignments.OnDids(snapshot.Connection, byHash.Keys, ct))
        {
            var did = byHash[holder.DidHash];
            _known[did] = [.. _known[did], holder];
        }
    }
}
