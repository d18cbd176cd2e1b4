namespace PackageBilling.Billing;

/// <summary>What a run or simulation is asked to do: all that decisions take from outside the book.</summary>
/// <param name="Date">The one business date.</param>
/// <param name="Repeats">What becomes of what was posted before.</param>
/// <param name="CustomerIds">The customers, sorted ordinally; null for all.</param>
/// <param name="AssignmentIds">The assignments; null for all of these customers.</param>
/// <param name="NotYetZones">The time zones in which the date has not come yet; a simulation may name any date and has none.</param>
internal sealed record RunTerms(
    DateOnly Date,
    Repeats Repeats,
    IReadOnlyList<string>? CustomerIds,
    IReadOnlySet<string>? AssignmentIds,
    IReadOnlySet<string> NotYetZones)
{
    /// <summary>The time zones that customers must live in; null for all.</summary>
    public IReadOnlySet<string>? Zones { get; init; }

    /// <summary>
    /// Whether somebody can ask for a run that does the same: a charge run is for all assignments of its customers, Run Package for one customer.
    /// </summary>
    public bool CanBeRun => Zones is null && (Repeats == Repeats.AreCharged ? AssignmentIds is null : CustomerIds is [_]);

    public static RunTerms Of(ChargeRunStarted run) => new(
        run.Date,
        run.Kind == RunKind.RunPackage ? Repeats.ChargeAgain : Repeats.AreCharged,
        run.CustomerIds,
        run.AssignmentIds?.ToHashSet(StringComparer.Ordinal),
        run.NotYetZones.ToHashSet(StringComparer.Ordinal))
    {
        Zones = run.Zones?.ToHashSet(StringComparer.Ordinal),
    };
}

/// <summary>What becomes of a line that was posted before.</summary>
internal enum Repeats
{
    /// <summary>It is charged already.</summary>
    AreCharged,

    /// <summary>It is charged again, setup excepted (domain: "Runs", Run Package).</summary>
    ChargeAgain,
}
