namespace PackageBilling.Billing;

/// <summary>What past runs differ by, and what was posted of it (api: restatements).</summary>
/// <param name="RestatementId">The correction; null when it is simulated.</param>
/// <param name="Simulate">Whether nothing was written.</param>
/// <param name="From">The first business date.</param>
/// <param name="To">The last business date.</param>
/// <param name="Position">The position up to which facts count.</param>
/// <param name="Totals">All lines added up, per currency.</param>
/// <param name="Lines">The lines in order, at most <see cref="RunLimits.LinesPerReport"/>.</param>
/// <param name="NotPosted">Customers whose accounts never stood still; apply it again for them.</param>
internal sealed record RestatementView(
    string? RestatementId, bool Simulate, DateOnly From, DateOnly To, long Position, RestatementTotals Totals, IReadOnlyList<RestatementLineView> Lines,
    IReadOnlyList<string> NotPosted)
{
    public static RestatementView Of(Restate asked, string? id, Impact impact, IReadOnlyList<string> notPosted)
    {
        IReadOnlyList<CurrencyTotalsView> sums = [.. impact.Lines.GroupBy(line => line.Currency).OrderBy(group => group.Key, StringComparer.Ordinal).Select(group => new CurrencyTotalsView(
            group.Key, group.Count(), group.Sum(line => line.Correction.Retail), group.Sum(line => line.Correction.Cost),
            group.Sum(line => line.Correction.Retail - line.Correction.Cost), group.Where(line => line.Correction.DebitsCredit).Sum(line => line.Correction.Retail)))];
        return new(id, id is null, asked.From!.Value, asked.To!.Value, impact.Position, RestatementTotals.Of(impact.Lines.Count, sums),
            [.. impact.Lines.Take(RunLimits.LinesPerReport).Select(line => RestatementLineView.From(line, isPosted: id is not null))], notPosted);
    }
}

/// <summary>Totals of corrections: amounts are null when more than one currency is among them (I16).</summary>
internal sealed record RestatementTotals(int Lines, decimal? Retail, decimal? Cost, decimal? Margin, decimal? Debited, IReadOnlyList<CurrencyTotalsView> ByCurrency)
{
    public static RestatementTotals Of(int lines, IReadOnlyList<CurrencyTotalsView> sums) => sums.Count switch
    {
        0 => new(lines, 0, 0, 0, 0, sums),
        1 => new(lines, sums[0].Retail, sums[0].Cost, sums[0].Margin, sums[0].Debited, sums),
        _ => new(lines, null, null, null, null, sums),
    };
}

/// <summary>One correction: what stands, what is due, and the difference that is posted.</summary>
internal sealed record RestatementLineView(
    string? ChargeId, string Corrects, ChargeKind Kind, ChargeKind Of, bool IsGap, string CustomerId, string AssignmentId, string PackageId, string? Did, DateOnly Date,
    string Currency, decimal StandsRetail, decimal StandsCost, decimal DueRetail, decimal DueCost, decimal Retail, decimal Cost, bool DebitsCredit, FactView? FirstEvent)
{
    public static RestatementLineView From(ImpactLine line, bool isPosted)
    {
        var correction = line.Correction;
        return new(isPosted ? ChargeIds.Of(correction) : null, correction.Corrects, ChargeKind.Restatement, correction.Of, ChargeIds.Parse(correction.Corrects)!.Value.Nth == 0,
            line.CustomerId, correction.AssignmentId, correction.PackageId, correction.Did, correction.Date, line.Currency, line.Stands.Retail, line.Stands.Cost,
            line.Due.Retail, line.Due.Cost, correction.Retail, correction.Cost, correction.DebitsCredit, line.FirstEvent);
    }
}
