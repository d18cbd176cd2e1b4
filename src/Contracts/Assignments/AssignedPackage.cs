namespace PackageBilling.Contracts;

/// <summary>An assignment as lists show it.</summary>
public record AssignedPackage : AssignmentView
{
    /// <summary>Without anything.</summary>
    public AssignedPackage()
    {
    }

    /// <summary>An assignment, without the names around it.</summary>
    public AssignedPackage(AssignmentView view)
        : base(view)
    {
    }

    /// <summary>The package's name by its terms on the date; after the end by those of the end.</summary>
    public string? PackageName { get; init; }

    /// <summary>The currency that the package is charged in.</summary>
    public string? Currency { get; init; }
}

/// <summary>An assignment and what became of it, in the order recorded.</summary>
public sealed record AssignmentWithHistory : AssignedPackage
{
    /// <summary>Without anything.</summary>
    public AssignmentWithHistory()
    {
    }

    /// <summary>An assignment with what became of it.</summary>
    public AssignmentWithHistory(AssignedPackage assignment, IReadOnlyList<AssignmentHistoryEntry> history)
        : base(assignment) => History = history;

    /// <summary>What became of it, in the order recorded.</summary>
    public IReadOnlyList<AssignmentHistoryEntry> History { get; init; } = [];
}
