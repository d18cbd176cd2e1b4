namespace PackageBilling.Billing.Simulations.Repricings;

/// <summary>
/// What a year from a date on comes to with the prices as they are and with new ones, by package, customer and month,
/// and how many assignments bill by each package on that date. Writes nothing.
/// </summary>
/// <param name="Repricing">The new prices.</param>
/// <param name="From">The first date; dates that were run already have nothing left to charge.</param>
internal sealed record ForecastRepricing(Repricing Repricing, DateOnly From)
    : IRequest<(RepricingEffect Effect, IReadOnlyDictionary<string, int> Assignments)>
{
    private const int Months = 12, MaxCustomers = 1_000;

    internal sealed class Handler(Forecaster forecaster, Hypotheses hypotheses, NpgsqlDataSource source)
        : IRequestHandler<ForecastRepricing, (RepricingEffect Effect, IReadOnlyDictionary<string, int> Assignments)>
    {
        public async Task<(RepricingEffect Effect, IReadOnlyDictionary<string, int> Assignments)> Handle(
            ForecastRepricing request, CancellationToken cancellationToken)
        {
            var (from, to) = (request.From, request.From.AddMonths(Months).AddDays(-1));
            var (position, before) = await forecaster.Forecast(
                from, to, null, new(null, null, null), cancellationToken);
            // What was recorded since the first forecast must not look like an effect of the prices.
            var whatIf = await hypotheses.Check(
                new(Reprice: [request.Repricing]), request.From, position, cancellationToken);
            var (_, after) = await forecaster.Forecast(from, to, null, new(position, null, whatIf), cancellationToken);
            var customers = Compared(before.ByCustomer(), after.ByCustomer())
                .OrderByDescending(change => Math.Abs(change.RetailAfter - change.RetailBefore))
                .ThenBy(change => change.Key, StringComparer.Ordinal).ToList();
            return (
                new(from, to, position, Compared(before.Totals(), after.Totals()),
                    Compared(before.ByPackage(), after.ByPackage()), [.. customers.Take(MaxCustomers)], customers.Count,
                    Compared(ByMonth(before, from), ByMonth(after, from))),
                await KnownAssignments.CountByPackage(source, from, cancellationToken));
        }

        private static IReadOnlyList<ForecastRow> ByMonth(ForecastSums sums, DateOnly from) =>
        [
            .. sums.ByDay(from).GroupBy(row => (Month: row.Key![.."yyyy-MM".Length], row.Currency))
                .Select(group => new ForecastRow(
                    group.Key.Month, group.Key.Currency, group.Sum(row => row.Lines), group.Sum(row => row.Retail),
                    group.Sum(row => row.Cost), group.Sum(row => row.Margin), group.Sum(row => row.Debited))),
        ];

        private static IReadOnlyList<RepricingChange> Compared(
            IReadOnlyList<ForecastRow> before, IReadOnlyList<ForecastRow> after)
        {
            var rows = new SortedDictionary<(string, string), (ForecastRow? Before, ForecastRow? After)>();
            foreach (var row in before) rows[(row.Key ?? "", row.Currency)] = (row, null);
            foreach (var row in after)
            {
                var key = (row.Key ?? "", row.Currency);
                rows[key] = (rows.GetValueOrDefault(key).Before, row);
            }
            return
            [
                .. rows.Values.Select(row => new RepricingChange(
                    (row.Before ?? row.After)!.Key, (row.Before ?? row.After)!.Currency, row.Before?.Retail ?? 0,
                    row.After?.Retail ?? 0, row.Before?.Cost ?? 0, row.After?.Cost ?? 0))
                    .Where(change =>
                        change.RetailBefore != change.RetailAfter || change.CostBefore != change.CostAfter),
            ];
        }
    }
}
