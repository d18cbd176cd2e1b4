namespace PackageBilling.Charging.Book;

/// <summary>An assignment, as known at one position, with what was posted for one date.</summary>
/// <param name="Key">The position of its first event: a short key for the exactly-once index.</param>
/// <param name="AssignmentId">Its id.</param>
/// <param name="PackageId">Its package.</param>
/// <param name="Did">Its DID, as a token; null when it is the customer's own.</param>
/// <param name="Start">First day, inclusive.</param>
/// <param name="End">Last day, inclusive; null while it is open.</param>
/// <param name="Terms">What was agreed on.</param>
public sealed record AssignmentBook(
    long Key, string AssignmentId, string PackageId, string? Did, DateOnly Start, DateOnly? End, AssignmentTerms Terms)
{
    /// <summary>The events that say something of an assignment for a decision.</summary>
    public static readonly IReadOnlyList<Type> EventTypes =
    [
        typeof(PackageAssigned), typeof(AssignmentChanged), typeof(AssignmentPaused), typeof(AssignmentResumed),
        typeof(AssignmentEnded), typeof(AssignmentCancelled),
    ];

    /// <summary>What was posted of it: setup ever, the rest for the date.</summary>
    public Postings Posted { get; init; }

    /// <summary>What the calls of the interval that is settled came to, after free minutes.</summary>
    public decimal Spend { get; init; }

    /// <summary>
    /// The assignment after one more event: the one place that knows what an event means for a decision (domain: "The
    /// assignment"). The newest book, the book as it was known, replays, checkpoints and what-ifs all come from it.
    /// </summary>
    /// <param name="book">The assignment before it; null before it was assigned.</param>
    /// <param name="event">One of <see cref="EventTypes"/>.</param>
    /// <param name="position">The event's position.</param>
    /// <returns>Null once it was cancelled: it owes nothing on any date.</returns>
    public static AssignmentBook? Evolve(AssignmentBook? book, object @event, long position) => @event switch
    {
        PackageAssigned e =>
            new(position, e.AssignmentId, e.PackageId, e.Did, e.StartDate, e.EndDate, AssignmentTerms.Of(e)),
        AssignmentChanged or AssignmentPaused or AssignmentResumed =>
            Known(book, ((IAssignmentEvent)@event).AssignmentId) with { Terms = book!.Terms.After(@event) },
        AssignmentEnded e => Known(book, e.AssignmentId) with { End = e.EndDate },
        AssignmentCancelled => null,
        _ => throw new InvalidOperationException(
            $"{@event.GetType().Name} says nothing of an assignment for a decision."),
    };

    /// <summary>Whether a date is inside its dates, paused or not.</summary>
    public bool IsInside(DateOnly date) => Start <= date && (End is null || date <= End);

    /// <summary>Whether a date is inside its dates and not paused.</summary>
    public bool IsActiveOn(DateOnly date) => IsInside(date) && !Terms.IsPausedOn(date);

    /// <summary>How many dates from one on and before another it is active on.</summary>
    public int ActiveDays(DateOnly from, DateOnly before)
    {
        if (from < Start) from = Start;
        if (End < before) before = End.Value.AddDays(1);
        if (Terms.Activity is null) return Math.Max(0, before.DayNumber - from.DayNumber);
        var days = 0;
        for (var date = from; date < before; date = date.AddDays(1))
            if (!Terms.IsPausedOn(date)) days++;
        return days;
    }

    /// <summary>
    /// Whether something of its own may be due in proportion on a date: its activity begins or ends, or its own terms
    /// change (domain: "Proration").
    /// </summary>
    public bool TurnsOn(DateOnly date) => date == Start || date == End || Terms.Turns.Contains(date);

    /// <summary>The order of assignments within a customer.</summary>
    public static readonly Comparison<AssignmentBook> ById = (one, other) =>
        string.CompareOrdinal(one.AssignmentId, other.AssignmentId);

    private static AssignmentBook Known(AssignmentBook? book, string assignmentId) =>
        book ?? throw new InvalidOperationException($"Assignment {assignmentId} was changed before it was made.");
}
