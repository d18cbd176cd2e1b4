using PackageBilling.Modules.Tests.Reference;

namespace PackageBilling.Modules.Tests.Billing.TimeTravel;

/// <summary>A forecast is the sum of the runs that are made after it, when nothing else happens.</summary>
public sealed class Forecasts
{
    private static readonly int Stories = Environment.GetEnvironmentVariable("PACKAGEBILLING_LONG") == "1" ? 60 : 5;

    [Fact]
    public async Task a_forecast_is_the_sum_of_the_runs_of_its_dates()
    {
        await using var node = await Node.Start(clock: new StoryClock());
        var stories = Enumerable.Range(70_001, Stories).Select(seed => new Reference.Story(node, seed)).ToList();
        foreach (var story in stories) await story.Live(16);

        // All these dates have come everywhere by now.
        StoryClock.Now = null;
        foreach (var story in stories)
        {
            var (customers, from, to) = (story.Customers, story.Today.AddDays(-25), story.Today.AddDays(20));
            var byDay = await node.Send(new MakeForecast(from, to, customers));
            var byCustomer = await node.Send(new MakeForecast(from, to, customers, "customer"));
            var byPackage = await node.Send(new MakeForecast(from, to, customers, "package"));

            var lines = new List<(DateOnly Date, ReportLine Line)>();
            for (var date = from; date <= to; date = date.AddDays(1))
                lines.AddRange((await node.Lines(await node.Run(date, customers)))
                    .Where(line => line.Outcome == LineOutcome.Charged).Select(line => (date, line)));

            byDay.Items.Select(Bare).ShouldBe(Sums(lines, one => Dates.Text(one.Date)));
            byCustomer.Items.Select(Bare).ShouldBe(Sums(lines, one => one.Line.CustomerId));
            byPackage.Items.Select(Bare).ShouldBe(Sums(lines, one => one.Line.PackageId));
            byDay.Totals.Sum(row => row.Lines).ShouldBe(lines.Count);

            // As known then, the runs have not been made.
            Text(await node.Send(new MakeForecast(from, to, customers, "customer", new(byCustomer.Position, null))))
                .ShouldBe(Text(byCustomer));
        }
    }

    [Fact]
    public async Task it_says_when_a_customer_runs_dry_and_counts_setup_once()
    {
        await using var node = await Node.Start();
        await SeatOfAcme.Assign(node);
        var forecast = await node.Send(new MakeForecast(new(2025, 1, 1), new(2025, 12, 31), null, "customer"));
        var row = forecast.Items.ShouldHaveSingleItem();
        (row.Lines, row.Retail, row.Cost, row.Margin, row.RunsDryOn)
            .ShouldBe((12, 115m, 66m, 49m, new DateOnly(2025, 11, 1)));
        forecast.Totals.ShouldHaveSingleItem().Retail.ShouldBe(115);
    }

    private static string Text(ForecastView forecast) =>
        System.Text.Json.JsonSerializer.Serialize(forecast, HttpJson.Options);

    private static (string? Key, string Currency, int Lines, decimal Retail, decimal Cost) Bare(ForecastRow row) =>
        (row.Key, row.Currency, row.Lines, row.Retail, row.Cost);

    private static IEnumerable<(string? Key, string Currency, int Lines, decimal Retail, decimal Cost)> Sums(
        IEnumerable<(DateOnly Date, ReportLine Line)> lines,
        Func<(DateOnly Date, ReportLine Line), string> key) => lines
        .GroupBy(one => (Key: key(one), one.Line.Currency)).OrderBy(group => group.Key.Key, StringComparer.Ordinal)
        .ThenBy(group => group.Key.Currency, StringComparer.Ordinal)
        .Select(group => ((string?)group.Key.Key, group.Key.Currency, group.Count(), group.Sum(one => one.Line.Retail),
            group.Sum(one => one.Line.Cost)));
}
