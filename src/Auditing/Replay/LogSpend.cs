namespace PackageBilling.Auditing.Replay;

/// <summary>
/// What calls were charged, folded from the log: by customer, altogether and by the DID's pseudonym, between the cuts
/// that are asked for.
/// </summary>
internal sealed class LogSpend(SpendCuts cuts)
{
    private const string AllDids = "";

    private readonly Dictionary<string, Dictionary<string, Dictionary<DateOnly, decimal>>> _charged =
        new(StringComparer.Ordinal);

    /// <summary>
    /// Adds calls one by one: the book uses the totals stored beside them, and a replay is what proves those.
    /// </summary>
    public void Add(CallsRated rated)
    {
        foreach (var call in rated.Calls) Add(rated.CustomerId, call.LocalDate, call.DidKey, call.Charged);
    }

    /// <summary>Adds what corrections of calls change, one by one.</summary>
    public void Add(CallsCorrected corrected)
    {
        foreach (var call in corrected.Calls) Add(corrected.CustomerId, call.LocalDate, call.DidKey, call.Difference);
    }

    private void Add(string customerId, DateOnly date, byte[]? didKey, decimal charged)
    {
        if (charged == 0) return;
        Add(customerId, AllDids, date, charged);
        if (didKey is not null) Add(customerId, Convert.ToHexString(didKey), date, charged);
    }

    /// <summary>Adds what the calls of a date came to.</summary>
    /// <param name="customerId">The customer.</param>
    /// <param name="did">The pseudonym of a DID in hexadecimal; empty for all calls of the customer.</param>
    /// <param name="date">The local date.</param>
    /// <param name="charged">The sum.</param>
    public void Add(string customerId, string did, DateOnly date, decimal charged)
    {
        if (cuts.Under(date) is not { } under) return;
        if (!_charged.TryGetValue(customerId, out var dids)) _charged[customerId] = dids = new(StringComparer.Ordinal);
        if (!dids.TryGetValue(did, out var dates)) dids[did] = dates = [];
        dates[under] = dates.GetValueOrDefault(under) + charged;
    }

    /// <summary>All sums, in no order.</summary>
    public IEnumerable<(string CustomerId, string Did, DateOnly Date, decimal Charged)> All() =>
        from customer in _charged
        from did in customer.Value
        from date in did.Value
        select (customer.Key, did.Key, date.Key, date.Value);

    /// <summary>Removes everything.</summary>
    public void Clear() => _charged.Clear();

    /// <summary>
    /// The customer with the spend of each assignment whose interval is settled on the packages' date.
    /// </summary>
    public CustomerBook Over(CustomerBook customer, PackagesOn packages) =>
        _charged.TryGetValue(customer.CustomerId, out var dids)
            ? customer with { Assignments = [.. customer.Assignments.Select(one => Over(one, packages, dids))] }
            : customer;

    private static AssignmentBook Over(
        AssignmentBook assignment, PackagesOn packages, Dictionary<string, Dictionary<DateOnly, decimal>> dids)
    {
        if (packages.Settled(assignment) is not var (from, before)) return assignment;
        var key = assignment.Did is not { } did ? AllDids : Convert.ToHexString(DidPseudonym.Of(did));
        if (!dids.TryGetValue(key, out var charged)) return assignment;
        return assignment with { Spend = charged.Where(on => on.Key >= from && on.Key < before).Sum(on => on.Value) };
    }
}
