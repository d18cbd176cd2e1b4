namespace PackageBilling.Events;

/// <summary>A package was given to a customer, or to one of the customer's DIDs (domain: "The assignment").</summary>
/// <param name="AssignmentId">Its id.</param>
/// <param name="CustomerId">Who pays.</param>
/// <param name="PackageId">What for.</param>
/// <param name="Did">The DID as a token of the customer's; null when it is the customer's own.</param>
/// <param name="Quantity">Units, from 1.</param>
/// <param name="StartDate">First day, inclusive.</param>
/// <param name="EndDate">Last day, inclusive; null while it is open.</param>
/// <param name="AutoDecrementCredit">Whether its lines take credit.</param>
/// <param name="FreeMinutes">Minutes per window, for packages that grant them.</param>
/// <param name="BilledThrough">The last date that another system has billed; null for none.</param>
/// <param name="BillPast">Whether dates that were run already are run again for it.</param>
public sealed record PackageAssigned(
    string AssignmentId,
    string CustomerId,
    string PackageId,
    string? Did,
    int? Quantity,
    DateOnly StartDate,
    DateOnly? EndDate,
    bool? AutoDecrementCredit,
    int? FreeMinutes,
    DateOnly? BilledThrough,
    bool BillPast) : OwnTerms(Quantity, AutoDecrementCredit, FreeMinutes)
{
    /// <summary>The DID's hash, which is the same whoever has the number; null without a DID.</summary>
    public string? DidHash { get; init; }
}

/// <summary>Own terms of an assignment from a date on. What is null stays as it was on that date.</summary>
/// <param name="AssignmentId">The assignment.</param>
/// <param name="CustomerId">Who pays.</param>
/// <param name="EffectiveFrom">The first date.</param>
/// <param name="Quantity">Units.</param>
/// <param name="AutoDecrementCredit">Whether lines take credit.</param>
public sealed record AssignmentChanged(
    string AssignmentId, string CustomerId, DateOnly EffectiveFrom, int? Quantity, bool? AutoDecrementCredit)
    : OwnTerms(Quantity, AutoDecrementCredit, null);

/// <summary>An assignment ends on a date, inclusive; a later one of these replaces an earlier one.</summary>
public sealed record AssignmentEnded(string AssignmentId, string CustomerId, DateOnly EndDate);

/// <summary>An assignment never began: its DID was released before its start. It owes nothing on any date.</summary>
public sealed record AssignmentCancelled(string AssignmentId, string CustomerId);
