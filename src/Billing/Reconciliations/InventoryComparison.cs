namespace PackageBilling.Billing.Reconciliations;

/// <summary>
/// Compares what the switch has with the active assignments (domain: "Reconciliation"). Each row of the file ends up in
/// one difference or is equal; each assignment with a DID belongs to a DID of the file or is a difference itself.
/// </summary>
/// <param name="dids">Rows about DIDs, in the order of <see cref="ListedDid.ByHash"/>.</param>
/// <param name="counts">Rows about customers.</param>
internal sealed class InventoryComparison(IReadOnlyList<ListedDid> dids, IReadOnlyList<ListedCount> counts)
{
    private readonly List<(int Line, FoundDifference Row)> _found = [];
    private readonly List<ActiveAssignment> _group = [];
    private readonly Dictionary<string, CountedCustomer> _dids = new(StringComparer.Ordinal);
    private readonly Dictionary<(string CustomerId, string PackageId), CountedCustomer> _packages = [];
    private readonly HashSet<string> _packagesListed =
        [.. counts.Where(one => one.PackageId is not null).Select(one => one.PackageId!)];

    private int _next;

    /// <summary>Rows of the file that agree with the assignments.</summary>
    public int Equal { get; private set; }

    /// <summary>How many differences there are so far.</summary>
    public int Differences => _found.Count;

    /// <summary>Takes the next active assignment: those on DIDs first, in the order of the DIDs' hashes.</summary>
    public void Add(ActiveAssignment active)
    {
        if (_group.Count > 0 && active.DidHash != _group[0].DidHash) EndGroup();
        if (active.DidHash is not null && (dids.Count > 0 || counts.Count > 0)) _group.Add(active);
        if (_packagesListed.Contains(active.PackageId))
            Counted(_packages, (active.CustomerId, active.PackageId), active).Quantity += active.Quantity;
    }

    /// <summary>The differences by kind, in each in the order of the file and then of the assignments.</summary>
    public IReadOnlyList<FoundDifference> End()
    {
        EndGroup();
        while (_next < dids.Count) NotBilled(dids[_next++], null);
        CompareCounts();
        return [.. _found.OrderBy(one => one.Row.Kind).ThenBy(one => one.Line)
            .ThenBy(one => one.Row.CustomerId, StringComparer.Ordinal)
            .ThenBy(one => one.Row.AssignmentId, StringComparer.Ordinal).Select(one => one.Row)];
    }

    private void EndGroup()
    {
        if (_group.Count == 0) return;
        var hash = _group[0].DidHash!;
        for (; _next < dids.Count && string.CompareOrdinal(dids[_next].DidHash, hash) < 0; _next++)
            NotBilled(dids[_next], null);
        if (dids.Count > 0 && (_next == dids.Count || dids[_next].DidHash != hash))
            foreach (var active in _group) _found.Add((0, Of(DifferenceKind.NotInSwitch, active, null)));
        for (; _next < dids.Count && dids[_next].DidHash == hash; _next++) Compare(dids[_next]);
        foreach (var owner in _group.DistinctBy(active => active.CustomerId))
            Counted(_dids, owner.CustomerId, owner).Quantity++;
        _group.Clear();
    }

    private void Compare(ListedDid listed)
    {
        var ours = listed.PackageId is null ? _group : _group.FindAll(one => one.PackageId == listed.PackageId);
        if (ours.Count == 0)
        {
            NotBilled(listed, _group[0]);
            return;
        }
        var same = ours.FindAll(one => listed.CustomerId is null || one.CustomerId == listed.CustomerId);
        var quantity = same.Sum(one => (long)one.Quantity);
        if (same.Count == 0) _found.Add((listed.Line, Of(DifferenceKind.OtherCustomer, ours[0], listed)));
        else if (listed.Quantity is { } wanted && wanted != quantity)
            _found.Add((listed.Line, Of(DifferenceKind.OtherQuantity, same[0], listed) with { Ours = quantity }));
        else Equal++;
    }

    private void NotBilled(ListedDid listed, ActiveAssignment? owner) => _found.Add((listed.Line, new(
        DifferenceKind.NotBilled, false, listed.DidHash, owner?.Did, listed.PackageId, listed.CustomerId,
        owner?.CustomerId, null, listed.Quantity)));

    private static FoundDifference Of(DifferenceKind kind, ActiveAssignment active, ListedDid? listed) => new(
        kind, false, active.DidHash, active.Did, active.PackageId, listed?.CustomerId, active.CustomerId,
        active.AssignmentId, listed?.Quantity, active.Quantity);

    private void CompareCounts()
    {
        if (counts.Count == 0) return;
        var byDids = false;
        foreach (var listed in counts)
        {
            byDids |= listed.PackageId is null;
            CountedCustomer? ours = null;
            var isKnown = listed.PackageId is { } package
                ? _packages.Remove((listed.CustomerId, package), out ours) : _dids.Remove(listed.CustomerId, out ours);
            var row = new FoundDifference(
                isKnown ? DifferenceKind.OtherQuantity : DifferenceKind.NotBilled, false, null, null, listed.PackageId,
                listed.CustomerId, ours?.First.CustomerId, ours?.First.AssignmentId, listed.Quantity,
                ours?.Quantity ?? 0);
            if (row.Listed == row.Ours) Equal++;
            else _found.Add((listed.Line, row));
        }
        // The customers that are left have some and are not in the file.
        foreach (var left in _packages.Values.Select(one => (one, (string?)one.First.PackageId))
            .Concat(byDids ? _dids.Values.Select(one => (one, (string?)null)) : []))
            _found.Add((0, new(
                DifferenceKind.NotInSwitch, false, null, null, left.Item2, null, left.one.First.CustomerId,
                left.one.First.AssignmentId, 0, left.one.Quantity)));
    }

    private static CountedCustomer Counted<TKey>(
        Dictionary<TKey, CountedCustomer> counted, TKey key, ActiveAssignment active) where TKey : notnull
    {
        if (!counted.TryGetValue(key, out var found)) counted.Add(key, found = new(active));
        return found;
    }

    /// <summary>How many a customer has, and the first assignment of them.</summary>
    private sealed class CountedCustomer(ActiveAssignment first)
    {
        public ActiveAssignment First => first;

        public long Quantity { get; set; }
    }
}
