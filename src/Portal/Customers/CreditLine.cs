namespace PackageBilling.Portal;

/// <summary>A customer's credit after each entry, or at the end of each day where the entries are many, and the newest of them.</summary>
/// <param name="Points">In order.</param>
/// <param name="Last">The newest entries, the newest first.</param>
/// <param name="IsCut">Whether there were more entries than are read; then the later ones are missing.</param>
public sealed record CreditLine(IReadOnlyList<(DateOnly On, decimal Credit)> Points, IReadOnlyList<StatementEntry> Last, bool IsCut)
{
    // Years of a busy account; who has more chooses fewer dates.
    private const int MostEntries = 5_000;

    // More than a line can show apart.
    private const int MostPoints = 200;

    private const int Shown = 10;

    internal static async Task<CreditLine> Of(Visit visit, string customerId, Span span, CancellationToken ct)
    {
        List<StatementEntry> entries = [];
        string? after = null;
        do
        {
            var page = await visit.Api.Statement(customerId, span, BillingApi.MaxRows, after, ct);
            entries.AddRange(page.Items);
            after = page.Next;
        }
        while (after is not null && entries.Count < MostEntries);
        // In the order of the log, the last entry of a date is what the date ended with.
        var points = entries.Count <= MostPoints
            ? entries.Select(entry => (entry.On, entry.CreditAfter))
            : entries.GroupBy(entry => entry.On).OrderBy(day => day.Key).Select(day => (day.Key, day.Last().CreditAfter));
        return new([.. points], [.. entries.AsEnumerable().Reverse().Take(Shown)], after is not null);
    }
}
