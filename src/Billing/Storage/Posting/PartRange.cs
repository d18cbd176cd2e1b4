using System.Runtime.CompilerServices;

namespace PackageBilling.Billing.Storage.Posting;

/// <summary>
/// Which of a run's events are a part's: parts are posted at the same time, so the positions of one lie between those
/// of another, and only the customers tell them apart.
/// </summary>
/// <param name="RunId">The run.</param>
/// <param name="First">The lowest position of the part's lines; 0 when there are none.</param>
/// <param name="Last">The highest one.</param>
/// <param name="After">All customers above this one …</param>
/// <param name="Through">… up to and with this one; null for the end.</param>
/// <param name="Customers">The named customers that it is for instead; null for the range.</param>
internal sealed record PartRange(
    string RunId, long First, long Last, string After, string? Through, IReadOnlySet<string>? Customers)
{
    public static PartRange Of(ChargeRunPartPosted part) => new(
        part.RunId, part.FirstPosition, part.LastPosition, part.After, part.Through,
        part.Customers?.ToHashSet(StringComparer.Ordinal));

    public bool Covers(string customerId) => Customers is not null
        ? Customers.Contains(customerId)
        : string.CompareOrdinal(customerId, After) > 0
            && (Through is null || string.CompareOrdinal(customerId, Through) <= 0);

    /// <summary>What the part posted, in the order of the log.</summary>
    public async IAsyncEnumerable<ChargesPosted> Read(IEventLog log, [EnumeratorCancellation] CancellationToken ct)
    {
        if (Last == 0) yield break;
        await foreach (var stored in log.ReadAll(First - 1, Last, [typeof(ChargesPosted)], ct))
            if (stored.Data is ChargesPosted posted && posted.RunId == RunId && Covers(posted.CustomerId))
                yield return posted;
    }
}
