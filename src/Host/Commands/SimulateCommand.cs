using System.CommandLine;
using System.Text.Json.Nodes;

namespace PackageBilling.Host;

/// <summary>Shows what a run would charge on one date, or forecasts a span of dates; writes nothing.</summary>
internal static class SimulateCommand
{
    // A few years of dates; a misspelt year would otherwise go on for hours.
    private const int MaxDates = 3_660;

    public static Command Create()
    {
        var date = CommandOptions.Date("--date", "The business date.");
        var from = CommandOptions.Date("--from", "The first business date.");
        var to = CommandOptions.Date("--to", "The last business date.");
        var (customers, csv, json) = (CommandOptions.Customers(), CommandOptions.Csv(), CommandOptions.Json());
        var by = new Option<string>("--by") { Description = "What a row of a span is of: day, package or customer.",
            DefaultValueFactory = _ => "day" };
        by.AcceptOnlyFromAmong("day", "package", "customer");
        var knownAt = AsKnown.Option(olderName: "--as-of");
        var command = new DescribedCommand(
            "simulate", "Shows what charge runs would charge; writes nothing.",
            "simulate --date 2026-02-28", "simulate --from 2026-01-01 --to 2026-12-31 --csv year.csv",
            "simulate --date 2026-02-28 --customer acme --json")
        { date, from, to, knownAt, customers, by, csv, json };
        command.Validators.Add(result =>
        {
            var (single, first, last) = (result.GetResult(date), result.GetResult(from), result.GetResult(to));
            if (single is null ? first is null || last is null : first is not null || last is not null)
                result.AddError("Give either --date, or --from and --to.");
            else if (single is null && result.GetValue(from) is { } begin && result.GetValue(to) is { } end
                && (end < begin || end.DayNumber - begin.DayNumber >= MaxDates))
                result.AddError(
                    $"--to must be on or after --from, and at most {MaxDates} dates can be simulated at once.");
        });
        command.SetAction((parsed, _) =>
        {
            var (named, results) =
                (parsed.GetValue(customers), new Results(parsed.GetValue(csv), parsed.GetValue(json)));
            return parsed.GetValue(date) is not null
                ? NodeCommand.Run(async (node, progress, ct) =>
                {
                    var report = await Simulate(node, Body(), results, progress, ct);
                    if (!results.Json && report["previewToken"] is { } token)
                        Console.Out.WriteLine($"preview token: {token}");
                    return ExitCodes.Done;
                })
                : NodeCommand.Run((node, progress, ct) => Forecast(node, Body(), results, progress, ct));

            JsonObject Body() => parsed.GetValue(date) is { } on
                ? new() { ["date"] = Dates.Text(on), ["customerIds"] = NodeCommand.Named(named),
                    [AsKnownAt.Name] = parsed.GetValue(knownAt) }
                : new()
                {
                    ["from"] = Dates.Text(parsed.GetValue(from)!.Value),
                    ["to"] = Dates.Text(parsed.GetValue(to)!.Value), ["groupBy"] = parsed.GetValue(by),
                    ["customerIds"] = NodeCommand.Named(named), [AsKnownAt.Name] = parsed.GetValue(knownAt),
                };
        });
        return command;
    }

    public static async Task<int> Simulate(
        NodeClient node, DateOnly date, string[]? customers, Results results, Progress progress, CancellationToken ct)
    {
        await Simulate(node, new() { ["date"] = Dates.Text(date), ["customerIds"] = NodeCommand.Named(customers) },
            results, progress, ct);
        return ExitCodes.Done;
    }

    private static async Task<JsonNode> Simulate(
        NodeClient node, JsonObject body, Results results, Progress progress, CancellationToken ct)
    {
        progress.Say($"Simulating {body["date"]}");
        var report = await node.Post("/api/simulations", body, ct);
        await using (var lines = results.Lines())
            if (lines is not null) await lines.WriteAll(node, report, ct);
        results.Show([new() { ["date"] = body["date"]!.DeepClone(), ["position"] = report["position"]?.DeepClone(),
            ["totals"] = report["totals"]!.DeepClone(), ["previewToken"] = report["previewToken"]?.DeepClone() }]);
        return report;
    }

    private static async Task<int> Forecast(
        NodeClient node, JsonObject body, Results results, Progress progress, CancellationToken ct)
    {
        progress.Say($"Forecasting {body["from"]} to {body["to"]}");
        var forecast = await node.Post("/api/forecasts", body, ct);
        await using (var file = results.Lines())
            if (file is not null) await file.Write(forecast["items"]!.AsArray(), ct);
        results.ShowForecast(forecast.AsObject());
        return ExitCodes.Done;
    }
}
