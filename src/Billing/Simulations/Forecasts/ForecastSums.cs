namespace PackageBilling.Billing.Simulations.Forecasts;

/// <summary>Adds lines up by day, package and customer, each per currency (I16).</summary>
internal sealed class ForecastSums
{
    private readonly Dictionary<(int Day, string Currency), ForecastSum> _days = [];
    private readonly Dictionary<(string Package, string Currency), ForecastSum> _packages = [];
    private readonly Dictionary<(string Customer, string Currency), ForecastSum> _customers = [];
    private readonly Dictionary<string, DateOnly> _dry = new(StringComparer.Ordinal);

    public void Add(int day, CustomerBook customer, ChargeLine line)
    {
        var sum = new ForecastSum(1, line.Retail, line.Cost, line.DebitsCredit ? line.Retail : 0);
        Add(_days, (day, customer.Currency), sum);
        Add(_packages, (line.PackageId, customer.Currency), sum);
        Add(_customers, (customer.CustomerId, customer.Currency), sum);
    }

    public void RunsDry(string customerId, DateOnly on) => _dry.TryAdd(customerId, on);

    public void Add(ForecastSums other)
    {
        foreach (var (key, sum) in other._days) Add(_days, key, sum);
        foreach (var (key, sum) in other._packages) Add(_packages, key, sum);
        foreach (var (key, sum) in other._customers) Add(_customers, key, sum);
        foreach (var (customer, on) in other._dry) _dry.TryAdd(customer, on);
    }

    public IReadOnlyList<ForecastRow> ByDay(DateOnly from) =>
        [.. _days.OrderBy(row => row.Key.Day).ThenBy(row => row.Key.Currency, StringComparer.Ordinal)
            .Select(row => row.Value.Row(Dates.Text(from.AddDays(row.Key.Day)), row.Key.Currency))];

    public IReadOnlyList<ForecastRow> ByPackage() =>
        [.. _packages.OrderBy(row => row.Key.Package, StringComparer.Ordinal)
            .Select(row => row.Value.Row(row.Key.Package, row.Key.Currency))];

    public IReadOnlyList<ForecastRow> ByCustomer() =>
        [.. _customers.OrderBy(row => row.Key.Customer, StringComparer.Ordinal).Select(row => row.Value.Row(
            row.Key.Customer, row.Key.Currency) with
        {
            RunsDryOn = _dry.TryGetValue(row.Key.Customer, out var on) ? on : null,
        })];

    /// <summary>All added up, per currency.</summary>
    public IReadOnlyList<ForecastRow> Totals() =>
        [.. _days.GroupBy(row => row.Key.Currency).OrderBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => group.Aggregate(default(ForecastSum), (sum, row) => sum.Plus(row.Value))
                .Row(null, group.Key))];

    private static void Add<TKey>(Dictionary<TKey, ForecastSum> sums, TKey key, ForecastSum more) where TKey : notnull
    {
        ref var sum = ref System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(sums, key, out _);
        sum = sum.Plus(more);
    }
}

/// <summary>Lines added up.</summary>
internal readonly record struct ForecastSum(int Lines, decimal Retail, decimal Cost, decimal Debited)
{
    public ForecastSum Plus(ForecastSum more) =>
        new(Lines + more.Lines, Retail + more.Retail, Cost + more.Cost, Debited + more.Debited);

    /// <summary>As the interface shows them.</summary>
    public ForecastRow Row(string? key, string currency) =>
        new(key, currency, Lines, Retail, Cost, Retail - Cost, Debited);
}
