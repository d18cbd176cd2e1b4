namespace PackageBilling.Billing.Reports;

/// <summary>Totals as the interface shows them: amounts are null when more than one currency is among them (I16).</summary>
internal sealed record TotalsView(
    int Considered,
    int Charged,
    int AlreadyCharged,
    int Skipped,
    int Quarantined,
    int Lines,
    decimal? Retail,
    decimal? Cost,
    decimal? Margin,
    decimal? Debited,
    IReadOnlyList<CurrencyTotalsView> ByCurrency,
    int AlreadyChargedLines,
    int SkippedLines,
    int QuarantinedLines)
{
    public static TotalsView Of(RunTotals totals)
    {
        var one = totals.ByCurrency.Count switch { 0 => new CurrencyTotals("", 0, 0, 0, 0), 1 => totals.ByCurrency[0], _ => null };
        return new(totals.Considered, totals.Charged, totals.AlreadyCharged, totals.Skipped, totals.Quarantined,
            totals.ByCurrency.Sum(sum => sum.Lines), one?.Retail, one?.Cost, one?.Retail - one?.Cost, one?.Debited,
            [.. totals.ByCurrency.Select(sum => new CurrencyTotalsView(sum.Currency, sum.Lines, sum.Retail, sum.Cost, sum.Retail - sum.Cost, sum.Debited))],
            totals.AlreadyChargedLines, totals.SkippedLines, totals.QuarantinedLines);
    }
}

/// <summary>The lines of one currency.</summary>
internal sealed record CurrencyTotalsView(string Currency, int Lines, decimal Retail, decimal Cost, decimal Margin, decimal Debited);
