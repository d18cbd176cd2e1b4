namespace PackageBilling.Charging.Minutes;

/// <summary>An assignment that grants free minutes, as known at one position.</summary>
/// <param name="AssignmentId">Its id.</param>
/// <param name="Package">Its package with all revisions.</param>
/// <param name="Did">The DID whose calls it covers, digits only; null when it covers all of the customer's.</param>
/// <param name="Start">First day, inclusive.</param>
/// <param name="End">Last day, inclusive; null while it is open.</param>
/// <param name="Seconds">What each window grants.</param>
public sealed record MinutesGrant(string AssignmentId, PackageBook Package, string? Did, DateOnly Start, DateOnly? End, long Seconds)
{
    /// <summary>What an assignment grants; null when it grants nothing.</summary>
    public static MinutesGrant? Of(AssignmentBook assignment, PackageBook package) => assignment.Terms.FreeMinutes is { } minutes
        ? new(assignment.AssignmentId, package, assignment.Did, assignment.Start, assignment.End, minutes * 60L) : null;

    /// <summary>
    /// The window that a date lies in, null outside the assignment (domain: "Free minutes"). Windows tile the assignment's dates:
    /// they are cut where intervals of minimum spend are, so a revision that stops billing ends one too.
    /// </summary>
    public MinutesWindow? WindowOn(DateOnly date)
    {
        if (date < Start || date > End) return null;
        var (match, next) = Package.IntervalOn(date);
        var to = next?.AddDays(-1);
        return new(match > Start ? match.Value : Start, to is null || to > End ? End : to);
    }
}

/// <summary>The dates of a window, inclusive; open while nothing ends it.</summary>
public readonly record struct MinutesWindow(DateOnly From, DateOnly? To);

/// <summary>One window of one assignment: what is used is counted by it.</summary>
public readonly record struct WindowKey(string AssignmentId, DateOnly From)
{
    /// <summary>By assignment id, then by date.</summary>
    public static readonly Comparer<WindowKey> InOrder = Comparer<WindowKey>.Create((one, other) =>
        string.CompareOrdinal(one.AssignmentId, other.AssignmentId) is not 0 and var order ? order : one.From.CompareTo(other.From));
}
