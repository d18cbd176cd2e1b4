using System.CommandLine;
using System.Text.Json.Nodes;
using Spectre.Console;

namespace PackageBilling.Host;

/// <summary>Decides charge runs again from the log and compares them line by line with what was recorded;
/// writes nothing.</summary>
internal static class ReplayCommand
{
    // Replayed in one pass over the log; between two passes there is something to say.
    private const int RunsPerPass = 20;
    private const int DifferencesShown = 20;

    public static Command Create()
    {
        var run = new Option<string>("--run") { Description = "The run to replay.", HelpName = "ID" };
        var from = CommandOptions.Date("--from", "All completed runs of this business date, …");
        var to = CommandOptions.Date("--to", "… up to and with this one.");
        var fromZero = new Option<bool>("--from-zero")
        { Description = "Folds the book from the first event, and not from the nearest sealed checkpoint." };
        var json = CommandOptions.Json();
        var command = new DescribedCommand(
            "replay", "Decides charge runs again from the log and compares line by line; writes nothing.",
            "replay --run RUN", "replay --run RUN --from-zero", "replay --from 2026-01-01 --to 2026-01-31 --json")
        { run, from, to, fromZero, json };
        command.Validators.Add(result =>
        {
            var (single, first, last) = (result.GetResult(run), result.GetResult(from), result.GetResult(to));
            if (single is null ? first is null || last is null : first is not null || last is not null)
                result.AddError("Give either --run, or --from and --to.");
            else if (single is null && result.GetValue(to) < result.GetValue(from))
                result.AddError("--to must be on or after --from.");
        });
        command.SetAction((parsed, _) =>
        {
            var (id, first, last, zero, asJson) = (parsed.GetValue(run), parsed.GetValue(from), parsed.GetValue(to),
                parsed.GetValue(fromZero), parsed.GetValue(json));
            return NodeCommand.Run(async (node, progress, ct) =>
                Show(await Replay(node, id is null ? await Runs(node, first!.Value, last!.Value, ct) : [id], zero,
                    progress, ct), asJson));
        });
        return command;
    }

    private static async Task<List<string>> Runs(NodeClient node, DateOnly first, DateOnly last, CancellationToken ct)
    {
        var runs = new List<string>();
        string? next = null;
        do
        {
            var after = next is null ? "" : $"&after={Uri.EscapeDataString(next)}";
            var page = await node.Get(
                $"/api/charge-runs?status=completed&limit=500&from={Dates.Text(first)}&to={Dates.Text(last)}{after}",
                ct);
            runs.AddRange(page["items"]!.AsArray().Select(run => run!["runId"]!.GetValue<string>()));
            next = page["next"]?.GetValue<string>();
        }
        while (next is not null);
        runs.Reverse();
        return runs;
    }

    private static async Task<List<JsonObject>> Replay(
        NodeClient node, List<string> runs, bool fromZero, Progress progress, CancellationToken ct)
    {
        var replays = new List<JsonObject>();
        foreach (var some in runs.Chunk(RunsPerPass))
        {
            progress.Say($"Replaying runs {replays.Count + 1} to {replays.Count + some.Length} of {runs.Count}, "
                + $"{replays.Count(replay => !IsEqual(replay))} unequal so far");
            var answer = await node.Post("/api/replays", new JsonObject { ["runIds"] = new JsonArray(
                [.. some.Select(id => (JsonNode)id)]), ["fromZero"] = fromZero }, ct);
            replays.AddRange(answer.AsArray().Select(replay => replay!.DeepClone().AsObject()));
        }
        return replays;
    }

    private static int Show(List<JsonObject> replays, bool json)
    {
        var equal = replays.TrueForAll(IsEqual);
        if (json)
        {
            Results.Print(
                replays.Count == 1 ? replays[0] : new JsonArray([.. replays.Select(replay => (JsonNode)replay)]));
            return equal ? ExitCodes.Done : ExitCodes.Refused;
        }
        var table = Results.Table("date", "run", "lines", "position", "rules", "equal", "differences");
        foreach (var replay in replays)
            table.AddRow(Text(replay, "date"), Text(replay, "runId"), Text(replay, "lines"), Text(replay, "position"),
                Text(replay, "engineVersion"), Text(replay, "equal"), Text(replay, "different"));
        AnsiConsole.Write(table);
        foreach (var difference in replays.SelectMany(replay => replay["differences"]!.AsArray())
            .Take(DifferencesShown))
            Console.Error.WriteLine(
                $"{difference!["line"]}: recorded {difference["recorded"]?.ToJsonString() ?? "nothing"}, decided again "
                    + $"{difference["recomputed"]?.ToJsonString() ?? "nothing"}, by "
                    + $"{difference["firstEvent"]?.ToJsonString() ?? "no event"}");
        return equal ? ExitCodes.Done : ExitCodes.Refused;
    }

    private static bool IsEqual(JsonObject replay) => replay["equal"]!.GetValue<bool>();

    private static string Text(JsonObject replay, string field) => Markup.Escape(replay[field]?.ToString() ?? "");
}
