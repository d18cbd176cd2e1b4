namespace PackageBilling.Charging.Book;

/// <summary>What the exactly-once index says of one key.</summary>
/// <param name="Times">How often it was ever posted, reversed ones included:
/// the next posting is number Times + 1.</param>
/// <param name="IsStanding">
/// Whether one of the postings counts as posted: it was not reversed, or it was and is not to be charged again.
/// </param>
/// <param name="IsReversed">Whether all postings that count were reversed.</param>
public readonly record struct Posted(int Times, bool IsStanding, bool IsReversed = false)
{
    /// <summary>Of a key that was posted, by the state of its postings that holds.</summary>
    public static Posted Of(int times, PostedState state) =>
        new(times, state != PostedState.Open, state == PostedState.Reversed);
}

/// <summary>What became of a posting. Of several postings of one key the lowest state holds.</summary>
public enum PostedState
{
    /// <summary>It was not reversed.</summary>
    Standing = 0,

    /// <summary>It was reversed for good and goes on counting as posted.</summary>
    Reversed = 1,

    /// <summary>It was reversed to be charged again.</summary>
    Open = 2,
}

/// <summary>What was posted of an assignment, by kind.</summary>
/// <param name="Setup">Of setup, ever.</param>
/// <param name="Recurring">Of recurring, for the date.</param>
/// <param name="Proration">Of proration, for the date.</param>
/// <param name="MinimumSpend">Of minimum spend, for the date.</param>
public readonly record struct Postings(Posted Setup, Posted Recurring, Posted Proration, Posted MinimumSpend)
{
    /// <summary>Of one kind.</summary>
    public Posted this[ChargeKind kind] => kind switch
    {
        ChargeKind.Setup => Setup,
        ChargeKind.Recurring => Recurring,
        ChargeKind.Proration => Proration,
        ChargeKind.MinimumSpend => MinimumSpend,
        _ => throw new InvalidOperationException($"Lines of kind {kind.Text()} are not decided."),
    };
}
