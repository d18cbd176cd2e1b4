using System.Text.Json.Serialization;

namespace PackageBilling.Events;

/// <summary>An event of an assignment.</summary>
public interface IAssignmentEvent
{
    /// <summary>The assignment.</summary>
    string AssignmentId { get; }

    /// <summary>Who pays for it.</summary>
    string CustomerId { get; }
}

/// <summary>A package was given to a customer, or to one of the customer's DIDs (domain: "The assignment").</summary>
public sealed record PackageAssigned : OwnTerms, IAssignmentEvent
{
    /// <summary>Without own terms.</summary>
    [JsonConstructor]
    public PackageAssigned(string assignmentId, string customerId, string packageId, string? did, DateOnly startDate)
        : this(assignmentId, customerId, packageId, did, startDate, SaidTerms.None)
    {
    }

    /// <summary>With own terms.</summary>
    public PackageAssigned(
        string assignmentId, string customerId, string packageId, string? did, DateOnly startDate, OwnTerms terms)
        : base(terms) =>
        (AssignmentId, CustomerId, PackageId, Did, StartDate) = (assignmentId, customerId, packageId, did, startDate);

    /// <summary>Its id.</summary>
    public string AssignmentId { get; init; }

    /// <summary>Who pays.</summary>
    public string CustomerId { get; init; }

    /// <summary>What for.</summary>
    public string PackageId { get; init; }

    /// <summary>The DID as a token of the customer's; null when it is the customer's own.</summary>
    public string? Did { get; init; }

    /// <summary>The DID's hash, which is the same whoever has the number; null without a DID.</summary>
    public string? DidHash { get; init; }

    /// <summary>First day, inclusive.</summary>
    public DateOnly StartDate { get; init; }

    /// <summary>Last day, inclusive; null while it is open.</summary>
    public DateOnly? EndDate { get; init; }

    /// <summary>The last date that another system has billed; null for none.</summary>
    public DateOnly? BilledThrough { get; init; }

    /// <summary>Whether dates that were run already are run again for it.</summary>
    public bool BillPast { get; init; }

    /// <summary>Whether no setup is charged, such as for what takes the place of another assignment.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool SkipSetup { get; init; }
}

/// <summary>Own terms of an assignment from a date on. What is null stays as it was on that date.</summary>
public sealed record AssignmentChanged : OwnTerms, IAssignmentEvent
{
    /// <summary>Without own terms.</summary>
    [JsonConstructor]
    public AssignmentChanged(string assignmentId, string customerId, DateOnly effectiveFrom)
        : this(assignmentId, customerId, effectiveFrom, SaidTerms.None)
    {
    }

    /// <summary>With own terms.</summary>
    public AssignmentChanged(string assignmentId, string customerId, DateOnly effectiveFrom, OwnTerms terms)
        : base(terms) =>
        (AssignmentId, CustomerId, EffectiveFrom) = (assignmentId, customerId, effectiveFrom);

    /// <summary>The assignment.</summary>
    public string AssignmentId { get; init; }

    /// <summary>Who pays.</summary>
    public string CustomerId { get; init; }

    /// <summary>The first date.</summary>
    public DateOnly EffectiveFrom { get; init; }
}

/// <summary>An assignment ends on a date, inclusive; a later one of these replaces an earlier one.</summary>
public sealed record AssignmentEnded(string AssignmentId, string CustomerId, DateOnly EndDate) : IAssignmentEvent;

/// <summary>
/// An assignment is paused from a date on, inclusive, until it is resumed. Of a pause and a resumption on the same date
/// the one recorded later holds.
/// </summary>
public sealed record AssignmentPaused(string AssignmentId, string CustomerId, DateOnly From) : IAssignmentEvent;

/// <summary>An assignment is active again from a date on, inclusive.</summary>
public sealed record AssignmentResumed(string AssignmentId, string CustomerId, DateOnly On) : IAssignmentEvent;

/// <summary>An assignment never began: its DID was released before its start. It owes nothing on any date.</summary>
public sealed record AssignmentCancelled(string AssignmentId, string CustomerId) : IAssignmentEvent;
