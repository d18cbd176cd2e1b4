namespace PackageBilling.Host;

/// <summary>What the first run after an import would post, as a simulation of that date would say.</summary>
internal sealed record FirstRun(DateOnly Date, FirstRunTotals Totals)
{
    public static FirstRun Of(DateOnly date, RunTotals totals) => new(date, new(
        totals.Considered, totals.Charged, totals.AlreadyCharged, totals.Skipped, totals.Quarantined,
        totals.ByCurrency.Sum(sum => sum.Lines),
        [
            .. totals.ByCurrency.Select(sum => new CurrencyTotalsView(
                sum.Currency, sum.Lines, sum.Retail, sum.Cost, sum.Retail - sum.Cost, sum.Debited)),
        ]));
}

/// <summary>Counts of assignments, and the sums of the lines.</summary>
internal sealed record FirstRunTotals(
    int Considered, int Charged, int AlreadyCharged, int Skipped, int Quarantined, int Lines,
    IReadOnlyList<CurrencyTotalsView> ByCurrency);
