namespace PackageBilling.Billing.Storage.Book;

/// <summary>Hypothetical facts that were checked, laid over the book just before deciding:
/// as if each had been recorded last.</summary>
/// <param name="Revisions">More revisions, by package.</param>
/// <param name="Assignments">More assignments, by customer.</param>
/// <param name="Events">Events of real assignments, by assignment.</param>
internal sealed record Hypothesis(
    ILookup<string, PackageRevision> Revisions, ILookup<string, AssignmentBook> Assignments,
    ILookup<string, object> Events)
{
    /// <summary>The customers who get an assignment.</summary>
    public IReadOnlyList<string> CustomerIds { get; } =
        [.. Assignments.Select(group => group.Key).Order(StringComparer.Ordinal)];

    /// <summary>The real assignments that are touched.</summary>
    public IReadOnlyList<string> AssignmentIds { get; } = [.. Events.Select(group => group.Key)];

    /// <summary>Hypothetical calls, rated.</summary>
    public IReadOnlyList<HypotheticalCall> Calls { get; init; } = [];

    /// <summary>The intervals of hypothetical assignments that are settled on a date:
    /// what real calls came to in them is not in the book.</summary>
    public IReadOnlyCollection<SpendAsked> Settled(PackagesOn packages) =>
    [
        .. from customer in Assignments
           from assignment in customer
           let settled = packages.Settled(assignment)
           where settled is not null
           select new SpendAsked(
               assignment.Key, customer.Key, assignment.Did, settled.Value.From, settled.Value.Before),
    ];

    /// <summary>The customer with what real calls came to for hypothetical assignments,
    /// and hypothetical calls for all.</summary>
    public CustomerBook WithSpend(CustomerBook customer, PackagesOn packages,
        IReadOnlyDictionary<(long, DateOnly), decimal> spent) => customer with
        {
            Assignments =
            [
                .. customer.Assignments.Select(assignment => packages.Settled(assignment) is not var (from, before)
                    ? assignment : assignment with
                    {
                        Spend = (assignment.Key > 0
                            ? assignment.Spend : spent.GetValueOrDefault((assignment.Key, before)))
                            + Spent(customer.CustomerId, assignment.Did, from, before),
                    }),
            ],
        };

    /// <summary>What hypothetical calls of a customer, or of one DID, come to.</summary>
    public decimal Spent(string customerId, string? did, DateOnly from, DateOnly before) => Calls
        .Where(call => call.CustomerId == customerId && (did is null || call.Did == did) && call.LocalDate >= from
            && call.LocalDate < before)
        .Sum(call => call.Charged);

    /// <summary>The customer with what is hypothetical of its assignments.</summary>
    public CustomerBook Over(CustomerBook customer)
    {
        var more = Assignments[customer.CustomerId];
        if (!more.Any() && !customer.Assignments.Any(assignment => Events.Contains(assignment.AssignmentId)))
            return customer;
        var all = customer.Assignments.Concat(more).Select(Over).ToList();
        all.Sort(AssignmentBook.ById);
        return customer with { Assignments = all };
    }

    /// <summary>An assignment after its hypothetical events.</summary>
    public AssignmentBook Over(AssignmentBook assignment) =>
        Events[assignment.AssignmentId].Aggregate(
            assignment, (book, fact) => AssignmentBook.Evolve(book, fact, book.Key)!);
}

/// <summary>A hypothetical call and what it would be charged after free minutes.</summary>
internal sealed record HypotheticalCall(
    string CustomerId, string? Did, DateOnly LocalDate, int FreeSeconds, decimal Charged);
