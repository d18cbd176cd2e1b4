namespace PackageBilling.Contracts;

/// <summary>The calls that a line has counted: all of them added up, and the largest few one by one.</summary>
/// <param name="From">The first local date, inclusive.</param>
/// <param name="Through">The last one, inclusive; null while nothing ends the window.</param>
/// <param name="Did">Only this DID's; null for all of the customer's.</param>
/// <param name="Calls">How many there are.</param>
/// <param name="BilledSeconds">Their seconds.</param>
/// <param name="FreeSeconds">
/// The seconds of them that free minutes covered; for a line that grants free minutes, those that came from it.
/// </param>
/// <param name="Charged">What they were charged.</param>
/// <param name="Largest">
/// The largest ones, at most <see cref="Shown"/>; the customer's list of calls for these dates has all of them.
/// </param>
public sealed record CountedCalls(
    DateOnly From, DateOnly? Through, string? Did, long Calls, long BilledSeconds, long FreeSeconds, decimal Charged,
    IReadOnlyList<CountedCall> Largest)
{
    /// <summary>Calls shown one by one.</summary>
    public const int Shown = 20;
}

/// <summary>One of them. Its number is in the customer's list of calls, as long as it was not erased.</summary>
/// <param name="CallId">The switch's id.</param>
/// <param name="StartedAt">When it began.</param>
/// <param name="LocalDate">The date that it belongs to.</param>
/// <param name="BilledSeconds">Its seconds.</param>
/// <param name="FreeSeconds">Seconds of it that free minutes covered, or that came from the line's own.</param>
/// <param name="Charged">What it was charged.</param>
/// <param name="Position">The position of the event that holds it.</param>
public sealed record CountedCall(
    string CallId, DateTimeOffset StartedAt, DateOnly LocalDate, int BilledSeconds, int FreeSeconds, decimal Charged,
    long Position);
