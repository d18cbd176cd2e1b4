namespace PackageBilling.Billing;

/// <summary>An assignment while it is folded: what <see cref="AssignmentBook"/> says of it but for a date, in one object, since there are millions.</summary>
internal sealed class LogAssignment(long number, string assignmentId, string packageId, string? did, DateOnly start, int quantity, bool autoDecrement)
{
    public long Number => number;

    public string AssignmentId => assignmentId;

    public string PackageId => packageId;

    public string? Did => did;

    public DateOnly Start => start;

    public DateOnly? End { get; set; }

    public DateOnly? BilledThrough { get; init; }

    public int Quantity => quantity;

    public bool AutoDecrement => autoDecrement;

    /// <summary>Changes in the order in which they were recorded.</summary>
    public IReadOnlyList<AssignmentChange> Changes { get; set; } = [];

    /// <summary>What was posted of setup.</summary>
    public PostedCount Setup { get; set; }

    /// <summary>With what was posted for a date.</summary>
    public AssignmentBook On(Posted recurring, Posted minimumSpend) =>
        new(number, assignmentId, packageId, did, start, End, BilledThrough, quantity, autoDecrement, Changes, Setup.Posted, recurring, minimumSpend);
}
