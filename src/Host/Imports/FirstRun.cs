namespace PackageBilling.Host;

/// <summary>What the first run after an import would post, as a simulation of that date would say.</summary>
internal sealed record FirstRun(DateOnly Date, FirstRunTotals Totals)
{
    public static FirstRun Of(DateOnly date, RunTotals totals) => new(date, new(
        totals.Considered, totals.Charged, totals.AlreadyCharged, totals.Skipped, totals.Quarantined, totals.ByCurrency.Sum(sum => sum.Lines),
        [.. totals.ByCurrency.Select(sum => new FirstRunSum(sum.Currency, sum.Lines, sum.Retail, sum.Cost, sum.Retail - sum.Cost, sum.Debited))]));
}

/// <summary>Counts of assignments, and the sums of the lines.</summary>
internal sealed record FirstRunTotals(
    int Considered, int Charged, int AlreadyCharged, int Skipped, int Quarantined, int Lines, IReadOnlyList<FirstRunSum> ByCurrency);

/// <summary>The lines of one currency; currencies are never added (I16).</summary>
internal sealed record FirstRunSum(string Currency, int Lines, decimal Retail, decimal Cost, decimal Margin, decimal Debited);
