using System.Globalization;
using System.Runtime.CompilerServices;

namespace PackageBilling.Billing.Accounts;

/// <summary>
/// One reading of a customer's statement (domain: "Credit"): what changed the credit, in the order of the log. A
/// statement has one time, that of recording: its dates are those on which entries were recorded, by the customer's
/// clock, and they never go back. So the entries of any span of dates follow one another in the log, and each entry's
/// credit is the credit before it plus its amount. The business date of a charge stands beside.
/// </summary>
/// <param name="zones">The customer's time zones.</param>
/// <param name="from">The first date.</param>
/// <param name="to">The last date.</param>
/// <param name="place">Where an earlier page ended.</param>
internal sealed class Statement(CustomerZones zones, DateOnly from, DateOnly to, StatementPlace place)
{
    /// <summary>The credit before the first entry; known when the first entry is, or when there is none.</summary>
    public decimal BroughtForward { get; private set; }

    /// <summary>The entries of the span that come after the place.</summary>
    /// <param name="events">The account's events in order, the first of them at the latest the one
    /// that the place is in.</param>
    /// <param name="ct">Cancels the reading.</param>
    public async IAsyncEnumerable<PlacedEntry> Entries(
        IAsyncEnumerable<StoredEvent> events, [EnumeratorCancellation] CancellationToken ct)
    {
        var on = place.On;
        await foreach (var stored in events.WithCancellation(ct))
        {
            // A clock that was set back, or a move to the west, must not take an entry out of its order.
            if (zones.DateOf(stored) is var recorded && recorded > on) on = recorded;
            if (on > to) yield break;
            var row = 0;
            foreach (var entry in StatementEntry.Of(stored))
            {
                row++;
                if (on < from || stored.Version < place.Version
                    || (stored.Version == place.Version && row <= place.Row))
                    BroughtForward = entry.CreditAfter;
                else yield return new(entry, on, stored, new(stored.Version, row, on));
            }
        }
    }

    /// <summary>A page of the statement.</summary>
    /// <param name="events">As <see cref="Entries"/> takes them.</param>
    /// <param name="page">How many entries; its place is this statement's.</param>
    /// <param name="ct">Cancels the reading.</param>
    public async Task<StatementPage> Page(IAsyncEnumerable<StoredEvent> events, PageRequest page, CancellationToken ct)
    {
        var found = new List<PlacedEntry>();
        await foreach (var entry in Entries(events, ct))
        {
            found.Add(entry);
            if (found.Count > page.Limit) break;
        }
        var answer = page.Of(found, entry => entry.Place.Token);
        return new(BroughtForward, [.. answer.Items.Select(entry => entry.Recorded())], answer.Next);
    }
}

/// <summary>An entry with its place in the log.</summary>
/// <param name="Entry">The entry.</param>
/// <param name="On">The date on which it was recorded, by the customer's clock.</param>
/// <param name="Stored">The event that made it.</param>
/// <param name="Place">The place right after it.</param>
internal readonly record struct PlacedEntry(StatementEntry Entry, DateOnly On, StoredEvent Stored, StatementPlace Place)
{
    /// <summary>As the interface shows it.</summary>
    public RecordedEntry Recorded() => new(
        On, Entry.Kind, Entry.Amount, Entry.CreditAfter, Entry.Reference, Entry.Date, Entry.Reason, Stored.Position,
        Stored.Metadata.RecordedAt, Stored.Metadata.Actor, Stored.Metadata.KeyId);
}

/// <summary>Where a page of a statement ended.</summary>
/// <param name="Version">The version of the event in the account's stream.</param>
/// <param name="Row">How many entries of that event were shown.</param>
/// <param name="On">The date of the last one.</param>
internal readonly record struct StatementPlace(long Version, int Row, DateOnly On)
{
    /// <summary>Before the first entry.</summary>
    public static readonly StatementPlace Start = new(1, 0, Dates.Min);

    /// <summary>The place as a page's token has it.</summary>
    public string Token =>
        string.Create(CultureInfo.InvariantCulture, $"{EventPlace.Behind(Version, Row)}:{Dates.Text(On)}");

    /// <summary>Reads the place of a page.</summary>
    /// <exception cref="ProblemException">The token was not made by a statement.</exception>
    public static StatementPlace Of(PageRequest page)
    {
        if (page.After is not { } token) return Start;
        var end = token.LastIndexOf(':');
        if (end < 0 || Dates.Parse(token[(end + 1)..]) is not { } on) throw EventPlace.NotOurs();
        var (version, row) = EventPlace.Of(page with { After = token[..end] });
        return new(version, row, on);
    }
}
