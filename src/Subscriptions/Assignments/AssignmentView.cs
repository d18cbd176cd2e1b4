namespace PackageBilling.Subscriptions;

/// <summary>Where an assignment stands on a date.</summary>
internal enum AssignmentStatus
{
    /// <summary>It begins later.</summary>
    Upcoming,

    /// <summary>The date is one of its days.</summary>
    Active,

    /// <summary>Its last day is over.</summary>
    Ended,

    /// <summary>It never began: its DID was released before its start.</summary>
    Cancelled,
}

/// <summary>An assignment with the quantity and the flag in effect on a date.</summary>
/// <param name="AssignmentId">Its id.</param>
/// <param name="CustomerId">Who pays.</param>
/// <param name="PackageId">What for.</param>
/// <param name="Did">The DID, digits only; null when it is the customer's own.</param>
/// <param name="Quantity">Units on that date; after the end those of the end.</param>
/// <param name="AutoDecrementCredit">Whether its lines take credit on that date.</param>
/// <param name="StartDate">First day, inclusive.</param>
/// <param name="EndDate">Last day, inclusive; null while it is open.</param>
/// <param name="FreeMinutes">Minutes per window, for packages that grant them.</param>
/// <param name="BilledThrough">The last date that another system has billed.</param>
/// <param name="BillPast">Whether dates that were run already are run again for it.</param>
/// <param name="Status">Where it stands on that date.</param>
internal record AssignmentView(
    string AssignmentId,
    string CustomerId,
    string PackageId,
    string? Did,
    int Quantity,
    bool AutoDecrementCredit,
    DateOnly StartDate,
    DateOnly? EndDate,
    int? FreeMinutes,
    DateOnly? BilledThrough,
    bool BillPast,
    AssignmentStatus Status)
{
    public static AssignmentView Of(Assignment assignment, DateOnly on)
    {
        var assigned = assignment.Assigned;
        return new(
            assigned.AssignmentId, assigned.CustomerId, assigned.PackageId, assigned.Did, assignment.QuantityOn(on),
            assignment.AutoDecrementCreditOn(on), assigned.StartDate, assignment.EndDate, assigned.FreeMinutes, assigned.BilledThrough,
            assigned.BillPast, StatusOn(on, assigned.StartDate, assignment.EndDate, assignment.IsCancelled));
    }

    public static AssignmentStatus StatusOn(DateOnly date, DateOnly start, DateOnly? end, bool cancelled) =>
        cancelled ? AssignmentStatus.Cancelled
        : start > date ? AssignmentStatus.Upcoming
        : end < date ? AssignmentStatus.Ended
        : AssignmentStatus.Active;
}
