using System.Collections.Immutable;

namespace PackageBilling.Subscriptions;

/// <summary>
/// Who has a DID when, folded from the DID's own stream. Every command that moves dates of an assignment on a DID
/// appends here too, at the version that it decided on, so of two customers at once only one gets the dates (domain:
/// "The assignment").
/// </summary>
/// <param name="Occupations">By assignment id.</param>
internal sealed record Did(ImmutableSortedDictionary<string, Occupation> Occupations)
{
    private static readonly Did Free = new(
        ImmutableSortedDictionary.Create<string, Occupation>(StringComparer.Ordinal));

    /// <summary>The stream of the DID with a hash (<see cref="NumberHashes"/>): the log names no number.</summary>
    public static string Stream(string hash) => $"did-{hash}";

    public static Did? Evolve(Did? state, object @event) => @event switch
    {
        DidAssigned assigned => (state ?? Free).Assign(assigned),
        DidReleased released => (state ?? Free).Release(released.Date),
        _ => state,
    };

    /// <summary>Another customer that has the DID on one of the dates, with its dates, in words;
    /// null when there is none.</summary>
    public string? OfAnother(string customerId, DateOnly start, DateOnly? end) => Occupations.Values
        .FirstOrDefault(occupation => occupation.CustomerId != customerId
            && occupation.Overlaps(start, end)) is { } other
            ? $"customer {other.CustomerId} {other.InWords}"
            : null;

    /// <summary>
    /// Refuses dates on which another assignment has the same package on this DID: everything would be charged twice.
    /// Dates that it had before have been allowed.
    /// </summary>
    /// <param name="assigned">The assignment with the dates that it shall have.</param>
    /// <param name="did">What the message calls the DID.</param>
    /// <exception cref="ProblemException">There is such an assignment; the message names it.</exception>
    public void RefuseDuplicate(DidAssigned assigned, string did)
    {
        // The dates that are added; none when an end is moved to the front.
        var first = Occupations.GetValueOrDefault(assigned.AssignmentId) is { } before
            ? before.EndDate?.AddDays(1) : assigned.StartDate;
        if (first is null || first > assigned.EndDate) return;
        foreach (var (assignmentId, other) in Occupations)
            if (assignmentId != assigned.AssignmentId && other.PackageId == assigned.PackageId
                && other.Overlaps(first.Value, assigned.EndDate))
                throw Problem.Conflict("allowDuplicate",
                    $"assignment {assignmentId} already has package {assigned.PackageId} on {did} {other.InWords}; "
                        + "allow a duplicate to have it twice");
    }

    /// <summary>The earliest date on which the DID was released while it had this assignment;
    /// null when it was not.</summary>
    public DateOnly? ReleasedOn(string assignmentId) => Occupations.GetValueOrDefault(assignmentId)?.ReleasedOn;

    private Did Assign(DidAssigned assigned) => new(Occupations.SetItem(assigned.AssignmentId,
        new(assigned.CustomerId, assigned.PackageId, assigned.StartDate, assigned.EndDate,
            ReleasedOn(assigned.AssignmentId))));

    private Did Release(DateOnly date) => new(Occupations
        .Where(one => one.Value.StartDate <= date)
        .Select(one => KeyValuePair.Create(one.Key, one.Value.Release(date)))
        .ToImmutableSortedDictionary(StringComparer.Ordinal));
}

/// <summary>The dates on which a customer has a DID through one assignment of a package, inclusive.</summary>
internal sealed record Occupation(
    string CustomerId, string PackageId, DateOnly StartDate, DateOnly? EndDate, DateOnly? ReleasedOn)
{
    /// <summary>The dates, as a message says them.</summary>
    public string InWords =>
        $"from {Dates.Text(StartDate)}" + (EndDate is { } last ? $" to {Dates.Text(last)}" : " on");

    public bool Overlaps(DateOnly start, DateOnly? end) =>
        (end is null || StartDate <= end) && (EndDate is null || EndDate >= start);

    public Occupation Release(DateOnly date) =>
        this with { EndDate = Earlier(EndDate, date), ReleasedOn = Earlier(ReleasedOn, date) };

    private static DateOnly Earlier(DateOnly? known, DateOnly date) => known < date ? known.Value : date;
}
