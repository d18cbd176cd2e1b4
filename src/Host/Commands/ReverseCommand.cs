using System.CommandLine;
using System.Text.Json.Nodes;

namespace PackageBilling.Host;

/// <summary>Reverses all lines of a charge run that were not reversed before, or shows what
/// that would give back.</summary>
internal static class ReverseCommand
{
    public static Command Create()
    {
        var run = new Option<string>("--run") { Description = "The run to reverse.", HelpName = "ID", Required = true };
        var simulate = new Option<bool>("--simulate") { Description = "Writes nothing: shows what would be reversed." };
        var again = new Option<bool>("--charge-again")
        { Description = "The next run of the date charges the lines again; without it they are never charged again." };
        var reason = new Option<string>("--reason")
        { Description = "Why, stored with each reversal.", HelpName = "TEXT" };
        var (customers, csv, json) = (CommandOptions.Customers(), CommandOptions.Csv(), CommandOptions.Json());
        var command = new DescribedCommand(
            "reverse", "Reverses all lines of a charge run. If it is interrupted, the same command reverses the rest.",
            "reverse --run RUN --simulate --csv lines.csv", "reverse --run RUN --reason mistake",
            "reverse --run RUN --customer acme --charge-again --reason mistake")
        { run, simulate, again, customers, reason, csv, json };
        command.Validators.Add(result =>
        {
            if (result.GetResult(simulate) is null && result.GetResult(reason) is null)
                result.AddError("Give --reason, or --simulate to write nothing.");
        });
        command.SetAction((parsed, _) =>
        {
            var (id, results) = (parsed.GetValue(run)!, new Results(parsed.GetValue(csv), parsed.GetValue(json)));
            var body = new JsonObject
            {
                ["simulate"] = parsed.GetValue(simulate), ["reason"] = parsed.GetValue(reason),
                ["chargeAgain"] = parsed.GetValue(again),
                ["customerIds"] = NodeCommand.Named(parsed.GetValue(customers)),
            };
            return NodeCommand.Run((node, progress, ct) => Reverse(node, id, body, results, progress, ct));
        });
        return command;
    }

    private static async Task<int> Reverse(
        NodeClient node, string runId, JsonObject body, Results results, Progress progress, CancellationToken ct)
    {
        progress.Say($"Reversing run {runId}");
        var report = await node.Post($"/api/charge-runs/{Uri.EscapeDataString(runId)}/reverse", body, ct);
        await using (var lines = results.Lines())
            if (lines is not null) await lines.WriteAll(node, report, ct);
        results.Show([new() { ["runId"] = runId, ["simulate"] = report["simulate"]!.DeepClone(),
            ["date"] = report["date"]!.DeepClone(), ["totals"] = report["totals"]!.DeepClone() }]);
        return ExitCodes.Done;
    }
}
