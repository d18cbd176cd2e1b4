using FsCheck;
using FsCheck.Fluent;
using PackageBilling.Billing;
using PackageBilling.Subscriptions;

namespace PackageBilling.Modules.Tests.Billing.TimeTravel;

/// <summary>A forecast is the sum of the runs that are made after it, when nothing else happens.</summary>
public sealed class Forecasts
{
    private static readonly int Histories = Environment.GetEnvironmentVariable("PACKAGEBILLING_LONG") == "1" ? 50 : 4;
    private static int _stories;

    [Fact]
    public async Task a_forecast_is_the_sum_of_the_runs_of_its_dates()
    {
        await using var node = await Node.Start();
        Prop.ForAll(Billing.Histories.Any(14), history => Tell(history).GetAwaiter().GetResult()).Check(Config.QuickThrowOnFailure.WithMaxTest(Histories));

        async Task Tell(Step[] history)
        {
            var story = new Story(node, $"f{Interlocked.Increment(ref _stories)}");
            await story.Live(history);
            List<string> customers = [.. story.Customers.Select(one => one.Id)];
            var (from, to) = (new DateOnly(2024, 2, 20), new DateOnly(2024, 4, 2));
            var byDay = await node.Send(new MakeForecast(from, to, customers));
            var byCustomer = await node.Send(new MakeForecast(from, to, customers, "customer"));
            var byPackage = await node.Send(new MakeForecast(from, to, customers, "package"));

            // Kiritimati to Baker Island: these dates have come everywhere.
            var lines = new List<(DateOnly Date, ReportLine Line)>();
            for (var date = from; date <= to; date = date.AddDays(1))
                lines.AddRange((await node.Lines(await node.Run(date, customers))).Where(line => line.Outcome == LineOutcome.Charged).Select(line => (date, line)));

            byDay.Items.Select(Bare).ShouldBe(Sums(lines, one => Foundation.Dates.Text(one.Date)));
            byCustomer.Items.Select(Bare).ShouldBe(Sums(lines, one => one.Line.CustomerId));
            byPackage.Items.Select(Bare).ShouldBe(Sums(lines, one => one.Line.PackageId));
            byDay.Totals.Sum(row => row.Lines).ShouldBe(lines.Count);
        }
    }

    [Fact]
    public async Task it_says_when_a_customer_runs_dry_and_counts_setup_once()
    {
        await using var node = await Node.Start();
        await Replays.Seat(node);
        var forecast = await node.Send(new MakeForecast(new(2025, 1, 1), new(2025, 12, 31), null, "customer"));
        var row = forecast.Items.ShouldHaveSingleItem();
        (row.Lines, row.Retail, row.Cost, row.Margin, row.RunsDryOn).ShouldBe((12, 115m, 66m, 49m, new DateOnly(2025, 11, 1)));
        forecast.Totals.ShouldHaveSingleItem().Retail.ShouldBe(115);
    }

    private static (string? Key, string Currency, int Lines, decimal Retail, decimal Cost) Bare(ForecastRow row) => (row.Key, row.Currency, row.Lines, row.Retail, row.Cost);

    private static IEnumerable<(string? Key, string Currency, int Lines, decimal Retail, decimal Cost)> Sums(
        IEnumerable<(DateOnly Date, ReportLine Line)> lines, Func<(DateOnly Date, ReportLine Line), string> key) => lines
        .GroupBy(one => (Key: key(one), one.Line.Currency)).OrderBy(group => group.Key.Key, StringComparer.Ordinal).ThenBy(group => group.Key.Currency, StringComparer.Ordinal)
        .Select(group => ((string?)group.Key.Key, group.Key.Currency, group.Count(), group.Sum(one => one.Line.Retail), group.Sum(one => one.Line.Cost)));
}
