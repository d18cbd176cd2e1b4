namespace PackageBilling.Billing;

/// <summary>
/// What calls were charged, folded from the log: by customer and local date, altogether and by the DID's pseudonym. One entry for
/// each of them, however many calls there were.
/// </summary>
internal sealed class LogSpend
{
    private const string AllDids = "";

    private readonly Dictionary<string, Dictionary<string, Dictionary<DateOnly, decimal>>> _charged = new(StringComparer.Ordinal);

    public void Add(CallsRated fact)
    {
        foreach (var call in fact.Calls)
        {
            if (call.Charged == 0) continue;
            if (!_charged.TryGetValue(fact.CustomerId, out var dids)) _charged[fact.CustomerId] = dids = new(StringComparer.Ordinal);
            Add(dids, AllDids, call);
            if (call.DidKey is { } didKey) Add(dids, Convert.ToHexString(didKey), call);
        }
    }

    /// <summary>Whether a secret is needed to tell what was spent on the DIDs of a customer.</summary>
    public bool NeedsSecret(CustomerBook customer, PackagesOn packages) =>
        _charged.ContainsKey(customer.CustomerId) && customer.Assignments.Any(assignment => assignment.Did is not null && Settling(assignment, packages) is not null);

    /// <summary>The customer with the spend of each assignment whose interval is settled on the packages' date.</summary>
    public CustomerBook Over(CustomerBook customer, PackagesOn packages, CustomerSecret? secret) => !_charged.TryGetValue(customer.CustomerId, out var dids)
        ? customer
        : customer with { Assignments = [.. customer.Assignments.Select(assignment => Over(assignment, packages, dids, secret))] };

    private static AssignmentBook Over(
        AssignmentBook assignment, PackagesOn packages, Dictionary<string, Dictionary<DateOnly, decimal>> dids, CustomerSecret? secret)
    {
        if (Settling(assignment, packages) is not { } package) return assignment;
        var key = assignment.Did is not { } did ? AllDids : secret is null ? null : Convert.ToHexString(secret.DidKey(did));
        if (key is null || !dids.TryGetValue(key, out var charged)) return assignment;
        var from = package.Previous ?? assignment.Start;
        return assignment with { Spend = charged.Where(on => on.Key >= from && on.Key < packages.Date).Sum(on => on.Value) };
    }

    private static PackageOn? Settling(AssignmentBook assignment, PackagesOn packages) =>
        packages.Find(assignment.PackageId) is { SettlesMinimum: true } package ? package : null;

    private static void Add(Dictionary<string, Dictionary<DateOnly, decimal>> dids, string key, RatedCall call)
    {
        if (!dids.TryGetValue(key, out var charged)) dids[key] = charged = [];
        charged[call.LocalDate] = charged.GetValueOrDefault(call.LocalDate) + call.Charged;
    }
}
