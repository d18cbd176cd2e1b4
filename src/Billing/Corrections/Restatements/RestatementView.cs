namespace PackageBilling.Billing.Corrections.Restatements;

/// <summary>Restatements as the interface shows them.</summary>
internal static class RestatementViewExtensions
{
    extension(RestatementView)
    {
        public static RestatementView Of(Restate asked, Impact impact) => new(
            null, true, asked.From!.Value, asked.To!.Value, impact.Position, RestatementTotals.Of(Sums(impact.Lines)),
            [
                .. impact.Lines.Select(line =>
                    RestatementLineView.From(line.CustomerId, line.Currency, line.Correction) with
                    {
                        FirstEvent = line.FirstEvent,
                    }),
            ],
            []);

        /// <summary>The lines per currency, sorted ordinally.</summary>
        public static IReadOnlyList<CurrencyTotals> Sums(IReadOnlyList<ImpactLine> lines) =>
        [
            .. lines.GroupBy(line => line.Currency, line => line.Correction.Line, StringComparer.Ordinal)
                .OrderBy(group => group.Key, StringComparer.Ordinal)
                .Select(group => new CurrencyTotals(
                    group.Key, group.Count(), group.Sum(line => line.Retail), group.Sum(line => line.Cost),
                    group.Where(line => line.DebitsCredit).Sum(line => line.Retail))),
        ];
    }

    extension(RestatementTotals)
    {
        public static RestatementTotals Of(IReadOnlyList<CurrencyTotals> sums)
        {
            var totals = TotalsView.Of(new RunTotals(0, 0, 0, 0, 0, sums));
            return new(totals.Lines, totals.Retail, totals.Cost, totals.Margin, totals.Debited, totals.ByCurrency);
        }
    }

    extension(RestatementLineView)
    {
        public static RestatementLineView From(string customerId, string currency, RestatedLine line) => new(
            line.Id, line.Corrects, line.Of, line.Corrected == 0, customerId, line.Line.AssignmentId,
            line.Line.PackageId, line.Line.Did, line.Date, currency, line.StandsRetail, line.StandsCost,
            line.Due?.Retail ?? 0, line.Due?.Cost ?? 0, line.Line.Retail, line.Line.Cost, line.Line.DebitsCredit,
            line.Line.InsufficientCredit, line.Because);
    }
}
