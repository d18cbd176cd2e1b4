namespace PackageBilling.Billing;

/// <summary>Hypothetical facts that were checked, laid over the book just before deciding: as if each had been recorded last.</summary>
internal sealed class Hypothesis(
    ILookup<string, PackageRevision> revisions,
    ILookup<string, AssignmentBook> assignments,
    IReadOnlyDictionary<string, DateOnly> ends,
    ILookup<string, AssignmentChange> changes)
{
    /// <summary>The customers who get an assignment.</summary>
    public IReadOnlyList<string> CustomerIds { get; } = [.. assignments.Select(group => group.Key).Order(StringComparer.Ordinal)];

    /// <summary>The real assignments that are touched.</summary>
    public IReadOnlyList<string> AssignmentIds { get; } = [.. ends.Keys.Union(changes.Select(group => group.Key), StringComparer.Ordinal)];

    public CustomerBook Over(CustomerBook customer)
    {
        var more = assignments[customer.CustomerId].ToList();
        if (more.Count == 0 && !customer.Assignments.Any(Touches)) return customer;
        var all = customer.Assignments.Concat(more).Select(Over).ToList();
        all.Sort((one, other) => string.CompareOrdinal(one.AssignmentId, other.AssignmentId));
        return customer with { Assignments = all };
    }

    public IEnumerable<PackageRevision> Over(string packageId, IReadOnlyList<PackageRevision> recorded) => recorded.Concat(revisions[packageId]);

    private AssignmentBook Over(AssignmentBook assignment) => !Touches(assignment) ? assignment : assignment with
    {
        End = ends.TryGetValue(assignment.AssignmentId, out var end) ? end : assignment.End,
        Changes = [.. assignment.Changes, .. changes[assignment.AssignmentId]],
    };

    private bool Touches(AssignmentBook assignment) => ends.ContainsKey(assignment.AssignmentId) || changes.Contains(assignment.AssignmentId);
}
