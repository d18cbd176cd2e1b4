namespace PackageBilling.Billing;

/// <summary>Hypothetical facts that were checked, laid over the book just before deciding: as if each had been recorded last.</summary>
internal sealed record Hypothesis(
    ILookup<string, PackageRevision> Revisions,
    ILookup<string, AssignmentBook> Assignments,
    IReadOnlyDictionary<string, DateOnly> Ends,
    ILookup<string, AssignmentChange> Changes)
{
    /// <summary>The customers who get an assignment.</summary>
    public IReadOnlyList<string> CustomerIds { get; } = [.. Assignments.Select(group => group.Key).Order(StringComparer.Ordinal)];

    /// <summary>The real assignments that are touched.</summary>
    public IReadOnlyList<string> AssignmentIds { get; } = [.. Ends.Keys.Union(Changes.Select(group => group.Key), StringComparer.Ordinal)];

    /// <summary>Minutes that hypothetical assignments grant, by their ids.</summary>
    public IReadOnlyDictionary<string, int> Grants { get; init; } = new Dictionary<string, int>();

    /// <summary>Hypothetical calls, rated.</summary>
    public IReadOnlyList<HypotheticalCall> Calls { get; init; } = [];

    /// <summary>The intervals of hypothetical assignments that are settled on a date: what real calls came to in them is not in the book.</summary>
    public IReadOnlyCollection<SpendAsked> Settled(PackagesOn packages) =>
    [
        .. from customer in Assignments
           from assignment in customer
           let package = packages.Find(assignment.PackageId)
           where package is { SettlesMinimum: true } && assignment.Start < packages.Date
           select new SpendAsked(assignment.Number, customer.Key, assignment.Did, package.Previous ?? assignment.Start, packages.Date),
    ];

    /// <summary>The customer with what real calls came to for hypothetical assignments, and hypothetical calls for all.</summary>
    public CustomerBook WithSpend(CustomerBook customer, PackagesOn packages, IReadOnlyDictionary<(long, DateOnly), decimal> spent) => customer with
    {
        Assignments =
        [
            .. customer.Assignments.Select(assignment => packages.Find(assignment.PackageId) is not { SettlesMinimum: true } package ? assignment : assignment with
            {
                Spend = (assignment.Number > 0 ? assignment.Spend : spent.GetValueOrDefault((assignment.Number, packages.Date)))
                    + Spent(customer.CustomerId, assignment.Did, package.Previous ?? assignment.Start, packages.Date),
            }),
        ],
    };

    /// <summary>What hypothetical calls of a customer, or of one DID, come to.</summary>
    public decimal Spent(string customerId, string? did, DateOnly from, DateOnly before) => Calls
        .Where(call => call.CustomerId == customerId && (did is null || call.Did == did) && call.LocalDate >= from && call.LocalDate < before)
        .Sum(call => call.Charged);

    public CustomerBook Over(CustomerBook customer)
    {
        var more = Assignments[customer.CustomerId].ToList();
        if (more.Count == 0 && !customer.Assignments.Any(Touches)) return customer;
        var all = customer.Assignments.Concat(more).Select(Over).ToList();
        all.Sort((one, other) => string.CompareOrdinal(one.AssignmentId, other.AssignmentId));
        return customer with { Assignments = all };
    }

    public IEnumerable<PackageRevision> Over(string packageId, IReadOnlyList<PackageRevision> recorded) => recorded.Concat(Revisions[packageId]);

    private AssignmentBook Over(AssignmentBook assignment) => !Touches(assignment) ? assignment : assignment with
    {
        End = Ends.TryGetValue(assignment.AssignmentId, out var end) ? end : assignment.End,
        Changes = [.. assignment.Changes, .. Changes[assignment.AssignmentId]],
    };

    private bool Touches(AssignmentBook assignment) => Ends.ContainsKey(assignment.AssignmentId) || Changes.Contains(assignment.AssignmentId);
}
