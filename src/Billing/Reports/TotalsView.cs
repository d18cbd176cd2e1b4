namespace PackageBilling.Billing.Reports;

internal static class TotalsViewExtensions
{
    extension(TotalsView)
    {
        public static TotalsView Of(RunTotals totals)
        {
            var one = totals.ByCurrency.Count switch
            {
                0 => new CurrencyTotals("", 0, 0, 0, 0),
                1 => totals.ByCurrency[0],
                _ => null,
            };
            return new(
                totals.Considered, totals.Charged, totals.AlreadyCharged, totals.Skipped, totals.Quarantined,
                totals.ByCurrency.Sum(sum => sum.Lines), one?.Retail, one?.Cost, one?.Retail - one?.Cost, one?.Debited,
                [
                    .. totals.ByCurrency.Select(sum => new CurrencyTotalsView(
                        sum.Currency, sum.Lines, sum.Retail, sum.Cost, sum.Retail - sum.Cost, sum.Debited)),
                ],
                totals.AlreadyChargedLines, totals.SkippedLines, totals.QuarantinedLines);
        }
    }
}
