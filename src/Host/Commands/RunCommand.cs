using System.CommandLine;
using System.Text.Json.Nodes;

namespace PackageBilling.Host;

/// <summary>Carries out a charge run and waits for its end.</summary>
internal static class RunCommand
{
    public static Command Create()
    {
        var date = CommandOptions.Date("--date", "The business date to charge.");
        date.Required = true;
        var (customers, csv, json) = (CommandOptions.Customers(), CommandOptions.Csv(), CommandOptions.Json());
        var simulate = new Option<bool>("--simulate")
        { Description = "Writes nothing: shows what a run would charge." };
        var preview = new Option<string>("--preview")
        { Description = "Charges exactly what a simulation has shown, or nothing.", HelpName = "TOKEN" };
        var command = new DescribedCommand(
            "run", "Charges everything that is due on a date and not charged yet.",
            "run --date 2026-02-28 --simulate", "run --date 2026-02-28 --csv lines.csv",
            "run --date 2026-02-28 --customer acme --customer beta --json", "run --date 2026-02-28 --preview TOKEN")
        { date, customers, simulate, preview, csv, json };
        command.Validators.Add(result =>
        {
            if (result.GetResult(simulate) is not null && result.GetResult(preview) is not null)
                result.AddError("--preview charges, so it cannot be given with --simulate.");
        });
        command.SetAction((parsed, _) =>
        {
            var (on, named) = (parsed.GetValue(date)!.Value, parsed.GetValue(customers));
            var results = new Results(parsed.GetValue(csv), parsed.GetValue(json));
            return NodeCommand.Run((node, progress, ct) => parsed.GetValue(simulate)
                ? SimulateCommand.Simulate(node, on, named, results, progress, ct)
                : Charge(node, on, named, parsed.GetValue(preview), results, progress, ct));
        });
        return command;
    }

    private static async Task<int> Charge(
        NodeClient node, DateOnly date, string[]? customers, string? preview, Results results,
        Progress progress, CancellationToken ct)
    {
        var run = await node.Post("/api/charge-runs",
            new JsonObject { ["date"] = Dates.Text(date), ["customerIds"] = NodeCommand.Named(customers),
                ["previewToken"] = preview }, ct);
        var path = $"/api/charge-runs/{run["runId"]!.GetValue<string>()}";
        await foreach (var seen in node.Events($"{path}/progress", ct))
            progress.Say($"Charging {Dates.Text(date)} {ProgressBar.Of(seen)}");
        run = await node.Get(path, ct);
        if (run["status"]!.GetValue<string>() is var status and not "completed")
            throw new RequestRefusedException(
                $"The run {run["runId"]} is {status}{(run["error"] is { } error ? $": {error}" : ".")}");
        await results.Download(node, $"{path}/report.csv", ct);
        results.Show([run.AsObject()]);
        return ExitCodes.Done;
    }
}
