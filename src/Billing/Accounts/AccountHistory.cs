using System.Runtime.CompilerServices;

namespace PackageBilling.Billing.Accounts;

/// <summary>Pages through what an account's stream holds, several rows an event; a page's token is the event
/// and the row in it.</summary>
internal sealed class AccountHistory(IEventLog log)
{
    // Enough events for most pages in one read.
    private const int EventsPerRead = 200;

    /// <summary>The rows that <paramref name="rows"/> makes of each event up to a position,
    /// in the order of the log.</summary>
    public async Task<Page<TRow>> Page<TRow>(
        string customerId, PageRequest page, Func<StoredEvent, IEnumerable<TRow?>> rows, CancellationToken ct,
        long through = long.MaxValue)
        where TRow : class
    {
        var (version, row) = EventPlace.Of(page);
        var found = new List<(TRow Row, string Key)>();
        await foreach (var stored in Events(customerId, version - 1, ct, through))
        {
            var place = 0;
            foreach (var made in rows(stored))
            {
                place++;
                if (made is null || (stored.Version == version && place <= row)) continue;
                found.Add((made, EventPlace.Behind(stored.Version, place)));
            }
            if (found.Count > page.Limit) break;
        }
        var answer = page.Of(found, pair => pair.Key);
        return new([.. answer.Items.Select(pair => pair.Row)], answer.Next);
    }

    /// <summary>The account's events above a version and up to a position, a few at a time.</summary>
    public async IAsyncEnumerable<StoredEvent> Events(
        string customerId, long afterVersion, [EnumeratorCancellation] CancellationToken ct,
        long through = long.MaxValue)
    {
        while (true)
        {
            var events = await log.ReadStream(Streams.Account(customerId), afterVersion, EventsPerRead, ct);
            foreach (var stored in events.TakeWhile(stored => stored.Position <= through)) yield return stored;
            if (events.Count < EventsPerRead || events[^1].Position >= through) yield break;
            afterVersion = events[^1].Version;
        }
    }
}
