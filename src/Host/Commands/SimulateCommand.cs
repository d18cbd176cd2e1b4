using System.CommandLine;
using System.Text.Json.Nodes;
using PackageBilling.Foundation;

namespace PackageBilling.Host;

/// <summary>Shows what runs would charge, on one date or on each date of a span; writes nothing.</summary>
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
        var command = new DescribedCommand(
            "simulate", "Shows what charge runs would charge; writes nothing.",
            "simulate --date 2026-02-28", "simulate --from 2026-01-01 --to 2026-12-31 --csv year.csv", "simulate --date 2026-02-28 --customer acme --json")
        { date, from, to, customers, csv, json };
        command.Validators.Add(result =>
        {
            var (single, first, last) = (result.GetResult(date), result.GetResult(from), result.GetResult(to));
            if (single is null ? first is null || last is null : first is not null || last is not null)
                result.AddError("Give either --date, or --from and --to.");
            else if (single is null && result.GetValue(from) is { } begin && result.GetValue(to) is { } end && (end < begin || end.DayNumber - begin.DayNumber >= MaxDates))
                result.AddError($"--to must be on or after --from, and at most {MaxDates} dates can be simulated at once.");
        });
        command.SetAction((parsed, _) =>
        {
            var (first, last) = (parsed.GetValue(date) ?? parsed.GetValue(from)!.Value, parsed.GetValue(date) ?? parsed.GetValue(to)!.Value);
            var (named, results) = (parsed.GetValue(customers), new Results(parsed.GetValue(csv), parsed.GetValue(json)));
            return NodeCommand.Run((node, progress, ct) => Simulate(node, first, last, named, results, progress, ct));
        });
        return command;
    }

    public static async Task<int> Simulate(
        NodeClient node, DateOnly first, DateOnly last, string[]? customers, Results results, Progress progress, CancellationToken ct)
    {
        var reports = new List<JsonObject>();
        await using var lines = results.Lines();
        for (var date = first; date <= last; date = date.AddDays(1))
        {
            progress.Say($"Simulating {Dates.Text(date)}");
            var report = await node.Post("/api/simulations", new JsonObject { ["date"] = Dates.Text(date), ["customerIds"] = NodeCommand.Named(customers) }, ct);
            if (lines is not null) await Write(node, report, lines, ct);
            reports.Add(new() { ["date"] = Dates.Text(date), ["position"] = report["position"]?.DeepClone(), ["totals"] = report["totals"]!.DeepClone() });
        }
        results.Show(reports);
        return ExitCodes.Done;
    }

    private static async Task Write(NodeClient node, JsonNode report, LinesFile lines, CancellationToken ct)
    {
        await lines.Write(report["lines"]!.AsArray(), ct);
        for (var next = report["next"]?.GetValue<string>(); next is not null;)
        {
            var page = await node.Get($"/api/simulations/{report["simulationId"]}/lines?limit=500&after={Uri.EscapeDataString(next)}", ct);
            await lines.Write(page["items"]!.AsArray(), ct);
            next = page["next"]?.GetValue<string>();
        }
    }
}
