using System.Text.Json.Serialization;

namespace PackageBilling.Subscriptions;

/// <summary>Where an assignment stands on a date.</summary>
internal enum AssignmentStatus
{
    /// <summary>It begins later.</summary>
    Upcoming,

    /// <summary>The date is one of its days.</summary>
    Active,

    /// <summary>It is paused on the date.</summary>
    Paused,

    /// <summary>Its last day is over.</summary>
    Ended,

    /// <summary>It never began: its DID was released before its start.</summary>
    Cancelled,
}

/// <summary>An assignment with its own terms in effect on a date; after the end those of the end.</summary>
/// <param name="AssignmentId">Its id.</param>
/// <param name="CustomerId">Who pays.</param>
/// <param name="PackageId">What for.</param>
/// <param name="Did">The DID, digits only; null when it is the customer's own.</param>
/// <param name="StartDate">First day, inclusive.</param>
/// <param name="EndDate">Last day, inclusive; null while it is open.</param>
/// <param name="BilledThrough">The last date that another system has billed.</param>
/// <param name="BillPast">Whether dates that were run already are run again for it.</param>
/// <param name="Status">Where it stands on that date.</param>
/// <param name="Terms">Its own terms on that date.</param>
internal record AssignmentView(
    string AssignmentId,
    string CustomerId,
    string PackageId,
    string? Did,
    DateOnly StartDate,
    DateOnly? EndDate,
    DateOnly? BilledThrough,
    bool BillPast,
    AssignmentStatus Status,
    [property: JsonIgnore] OwnTerms Terms) : OwnTerms(Terms)
{
    /// <summary>The spans in which it is paused, growing; empty for none.</summary>
    public IReadOnlyList<Pause> Pauses { get; init; } = [];

    public static AssignmentView Of(Assignment assignment, DateOnly on) => Of(
        assignment.Assigned.AssignmentId, assignment.Assigned.CustomerId, assignment.Assigned.PackageId, assignment.Assigned.Did,
        assignment.Assigned.StartDate, assignment.EndDate, assignment.Terms, assignment.Assigned.BillPast, assignment.IsCancelled, on);

    public static AssignmentView Of(
        string assignmentId, string customerId, string packageId, string? did, DateOnly start, DateOnly? end, AssignmentTerms terms,
        bool billPast, bool isCancelled, DateOnly on) => new(
        assignmentId, customerId, packageId, did, start, end, terms.BilledThrough, billPast, StatusOn(on, start, end, terms, isCancelled),
        terms.On(end < on ? end.Value : on))
    {
        Pauses = terms.Pauses(),
    };

    private static AssignmentStatus StatusOn(DateOnly date, DateOnly start, DateOnly? end, AssignmentTerms terms, bool cancelled) =>
        cancelled ? AssignmentStatus.Cancelled
        : start > date ? AssignmentStatus.Upcoming
        : end < date ? AssignmentStatus.Ended
        : terms.IsPausedOn(date) ? AssignmentStatus.Paused
        : AssignmentStatus.Active;
}
