namespace PackageBilling.Portal;

/// <summary>A customer's credit in the order in which it was changed, and the newest entries behind it.</summary>
/// <param name="Points">
/// The credit brought forward, then after each change or, where the changes are many, at the end of each date on
/// which one was recorded.
/// </param>
/// <param name="Last">The newest entries in the order recorded, with the credit before them.</param>
/// <param name="IsCut">Whether there were more entries than are read; then the later ones are missing.</param>
public sealed record CreditLine(IReadOnlyList<CreditPoint> Points, StatementEntries Last, bool IsCut)
{
    /// <summary>The most entries that are read: years of most accounts.
    /// For more, fewer dates have to be chosen.</summary>
    public const int MostEntries = 5_000;

    // More than a line can show apart.
    private const int MostPoints = 200;

    private const int Shown = 10;

    internal static async Task<CreditLine> Of(Visit visit, string customerId, Span span, CancellationToken ct)
    {
        var page = await visit.Api.Statement(customerId, span, BillingApi.MaxRows, null, ct);
        var (broughtForward, entries) = (page.BroughtForward, page.Items.ToList());
        while (page.Next is { } after && entries.Count < MostEntries)
        {
            page = await visit.Api.Statement(customerId, span, BillingApi.MaxRows, after, ct);
            entries.AddRange(page.Items);
        }
        return Of(broughtForward, entries, page.Next is not null);
    }

    /// <summary>The line of entries that follow one another.</summary>
    internal static CreditLine Of(decimal broughtForward, IReadOnlyList<RecordedEntry> entries, bool isCut)
    {
        var changes = entries.GroupBy(entry => entry.Position).Select(change => change.Last())
            .Select(last => new CreditPoint(last.On, last.RecordedAt, last.CreditAfter)).ToList();
        var points = changes.Count <= MostPoints ? changes : [
            .. changes.GroupBy(point => point.On).Select(date => new CreditPoint(date.Key, null, date.Last().Credit))];
        var before = entries.Count > Shown ? entries[^(Shown + 1)].CreditAfter : broughtForward;
        return new(
            [new(null, null, broughtForward), .. points], new(before, [.. entries.TakeLast(Shown)], null), isCut);
    }
}

/// <summary>The credit at a time.</summary>
/// <param name="On">The date, by the customer's clock; null for the credit brought forward.</param>
/// <param name="At">When it was recorded; null for the end of the date.</param>
/// <param name="Credit">The credit from then on.</param>
public sealed record CreditPoint(DateOnly? On, DateTimeOffset? At, decimal Credit);
