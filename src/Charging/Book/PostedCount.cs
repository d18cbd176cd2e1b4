namespace PackageBilling.Charging.Book;

/// <summary>How often one exactly-once key was posted, and what became of these postings.
/// Also what one event adds to that.</summary>
/// <param name="Times">The highest number of a posting.</param>
/// <param name="Standing">How many were not reversed.</param>
/// <param name="Reversed">How many were reversed for good and go on counting as posted.</param>
public readonly record struct PostedCount(int Times, int Standing, int Reversed)
{
    /// <summary>What a decision sees of it.</summary>
    public Posted Posted => new(Times, Standing + Reversed > 0, Standing == 0 && Reversed > 0);

    /// <summary>What the <paramref name="occurrence"/> posting adds.</summary>
    public static PostedCount OfPosting(int occurrence) => new(occurrence, 1, 0);

    /// <summary>What the reversal of a posting adds.</summary>
    public static PostedCount OfReversal(bool chargeAgain) => new(0, -1, chargeAgain ? 0 : 1);

    /// <summary>The count with what one more event adds.</summary>
    public PostedCount With(PostedCount more) =>
        new(Math.Max(Times, more.Times), Standing + more.Standing, Reversed + more.Reversed);
}
