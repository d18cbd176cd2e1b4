namespace PackageBilling.Contracts;

/// <summary>Where an assignment stands on a date.</summary>
public enum AssignmentStatus
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
public record AssignmentView : OwnTerms
{
    /// <summary>Without terms.</summary>
    public AssignmentView()
    {
    }

    /// <summary>With its own terms on that date.</summary>
    public AssignmentView(OwnTerms terms)
        : base(terms)
    {
    }

    /// <summary>Its id.</summary>
    public string AssignmentId { get; init; } = "";

    /// <summary>Who pays.</summary>
    public string CustomerId { get; init; } = "";

    /// <summary>What for.</summary>
    public string PackageId { get; init; } = "";

    /// <summary>The DID, digits only; null when it is the customer's own.</summary>
    public string? Did { get; init; }

    /// <summary>First day, inclusive.</summary>
    public DateOnly StartDate { get; init; }

    /// <summary>Last day, inclusive; null while it is open.</summary>
    public DateOnly? EndDate { get; init; }

    /// <summary>The last date that another system has billed.</summary>
    public DateOnly? BilledThrough { get; init; }

    /// <summary>Whether dates that were run already are run again for it.</summary>
    public bool BillPast { get; init; }

    /// <summary>Whether no setup is charged.</summary>
    public bool SkipSetup { get; init; }

    /// <summary>Where it stands on that date.</summary>
    public AssignmentStatus Status { get; init; }

    /// <summary>The spans in which it is paused, growing; empty for none.</summary>
    public IReadOnlyList<Pause> Pauses { get; init; } = [];
}
