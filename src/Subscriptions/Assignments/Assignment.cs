using System.Collections.Immutable;

namespace PackageBilling.Subscriptions;

/// <summary>An assignment, folded from its stream.</summary>
/// <param name="Assigned">How it began.</param>
/// <param name="Changes">In the order recorded.</param>
/// <param name="EndDate">Its last day; null while it is open.</param>
/// <param name="IsCancelled">Whether it never began.</param>
internal sealed record Assignment(PackageAssigned Assigned, ImmutableList<AssignmentChanged> Changes, DateOnly? EndDate, bool IsCancelled)
{
    public static string Stream(string assignmentId) => $"assignment-{assignmentId}";

    public static Assignment? Evolve(Assignment? state, object @event) => @event switch
    {
        PackageAssigned assigned => new(assigned, [], assigned.EndDate, false),
        AssignmentChanged changed => state! with { Changes = state.Changes.Add(changed) },
        AssignmentEnded ended => state! with { EndDate = ended.EndDate },
        AssignmentCancelled => state! with { IsCancelled = true },
        _ => state,
    };

    /// <summary>Units on a date; after the end those of the end.</summary>
    public int QuantityOn(DateOnly date) => On(date, change => change.Quantity) ?? Assigned.Quantity;

    /// <summary>Whether lines take credit on a date; after the end as on the end.</summary>
    public bool AutoDecrementCreditOn(DateOnly date) => On(date, change => change.AutoDecrementCredit) ?? Assigned.AutoDecrementCredit;

    /// <summary>Units that a change named from this very date on; null when none did.</summary>
    public int? QuantitySaidOf(DateOnly date) => Changes.FindLast(change => change.EffectiveFrom == date && change.Quantity is not null)?.Quantity;

    /// <summary>The flag that a change named from this very date on; null when none did.</summary>
    public bool? AutoDecrementCreditSaidOf(DateOnly date) =>
        Changes.FindLast(change => change.EffectiveFrom == date && change.AutoDecrementCredit is not null)?.AutoDecrementCredit;

    // What a change does not name goes on as it was.
    private T? On<T>(DateOnly date, Func<AssignmentChanged, T?> value) where T : struct
    {
        var at = EndDate < date ? EndDate.Value : date;
        return InEffect.On(Changes.Where(change => value(change) is not null), at, change => change.EffectiveFrom) is { } last
            ? value(last) : null;
    }
}
