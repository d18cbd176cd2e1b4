namespace PackageBilling.Billing;

/// <summary>A customer while it is folded.</summary>
internal sealed class LogCustomer(string customerId, string currency, string timeZone, decimal creditLimit)
{
    // Sorted when they are asked for: millions of customers are folded, and a tree for each would be one more object for every assignment.
    private readonly List<LogAssignment> _assignments = [];
    private bool _areInOrder = true;

    public string CustomerId { get; } = customerId;

    public string Currency { get; } = currency;

    public string TimeZone { get; set; } = timeZone;

    public decimal CreditLimit { get; set; } = creditLimit;

    public decimal Credit { get; set; }

    public long AccountVersion { get; set; }

    /// <summary>Its assignments in ordinal order of their ids.</summary>
    public IReadOnlyList<LogAssignment> Assignments
    {
        get
        {
            if (!_areInOrder) _assignments.Sort((a, b) => string.CompareOrdinal(a.AssignmentId, b.AssignmentId));
            _areInOrder = true;
            return _assignments;
        }
    }

    public void Add(LogAssignment assignment)
    {
        _areInOrder = _areInOrder && (_assignments.Count == 0 || string.CompareOrdinal(_assignments[^1].AssignmentId, assignment.AssignmentId) < 0);
        _assignments.Add(assignment);
    }

    public void Remove(LogAssignment assignment) => _assignments.Remove(assignment);
}
