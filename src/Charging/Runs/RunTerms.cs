namespace PackageBilling.Charging.Runs;

/// <summary>What a run or simulation is asked to do: all that decisions take from outside the book.</summary>
/// <param name="Date">The one business date.</param>
/// <param name="OnRepeat">What becomes of what was posted before.</param>
/// <param name="CustomerIds">The customers, sorted ordinally; null for all.</param>
/// <param name="AssignmentIds">The assignments; null for all of these customers.</param>
/// <param name="NotYetZones">The time zones in which the date has not come yet;
/// a simulation may name any date and has none.</param>
public sealed record RunTerms(
    DateOnly Date,
    OnRepeat OnRepeat,
    IReadOnlyList<string>? CustomerIds,
    IReadOnlySet<string>? AssignmentIds,
    IReadOnlySet<string> NotYetZones)
{
    /// <summary>The time zones that customers must live in; null for all.</summary>
    public IReadOnlySet<string>? Zones { get; init; }

    /// <summary>
    /// Whether somebody can ask for a run that does the same: a charge run is for all assignments of its customers,
    /// Run Package for one customer.
    /// </summary>
    public bool CanBeRun => Zones is null && (OnRepeat == OnRepeat.Skip ? AssignmentIds is null : CustomerIds is [_]);
}

/// <summary>What becomes of a line that was posted before.</summary>
public enum OnRepeat
{
    /// <summary>It is charged already.</summary>
    Skip,

    /// <summary>It is charged again, setup excepted (domain: "Runs", Run Package).</summary>
    ChargeAgain,
}
