using System.CommandLine;
using System.Text.Json.Nodes;
using Spectre.Console;

namespace PackageBilling.Host;

/// <summary>Compares two runs, two simulations, or one with the other, and names the first event behind each
/// difference; writes nothing.</summary>
internal static class CompareCommand
{
    private static readonly string[] Columns = ["currency", "left lines", "left retail", "right lines", "right retail",
        "retail", "cost", "margin"];

    public static Command Create()
    {
        var left = new Option<string>("--left") { Description = "A run, or the date of a simulation.",
            HelpName = "RUN|YYYY-MM-DD", Required = true };
        var right = new Option<string>("--right") { Description = "What it is compared with.",
            HelpName = "RUN|YYYY-MM-DD", Required = true };
        var leftKnownAt = AsKnown.Option("--left-known-at", "--left-as-of");
        var rightKnownAt = AsKnown.Option("--right-known-at", "--right-as-of");
        var (customers, csv, json) = (CommandOptions.Customers(), CommandOptions.Csv(), CommandOptions.Json());
        var command = new DescribedCommand(
            "compare", "Compares two runs or simulations line by line; writes nothing.",
            "compare --left RUN --right 2026-02-28",
            "compare --left 2026-02-28 --left-known-at 2026-02-01T00:00:00Z --right 2026-02-28 --csv differences.csv")
        { left, leftKnownAt, right, rightKnownAt, customers, csv, json };
        command.SetAction((parsed, _) =>
        {
            var named = parsed.GetValue(customers);
            var body = new JsonObject
            {
                ["left"] = Side(parsed.GetValue(left)!, parsed.GetValue(leftKnownAt), named),
                ["right"] = Side(parsed.GetValue(right)!, parsed.GetValue(rightKnownAt), named),
            };
            return NodeCommand.Run((node, progress,
                ct) => Compare(node, body, new Results(parsed.GetValue(csv), parsed.GetValue(json)), progress, ct));
        });
        return command;
    }

    private static JsonObject Side(string what, string? knownAt, string[]? customers) => Dates.Parse(what) is { } date
        ? new() { ["date"] = Dates.Text(date), ["customerIds"] = NodeCommand.Named(customers),
            [AsKnownAt.Name] = knownAt }
        : new() { ["runId"] = what };

    private static async Task<int> Compare(
        NodeClient node, JsonObject body, Results results, Progress progress, CancellationToken ct)
    {
        progress.Say("Comparing");
        var answer = await node.Post("/api/simulations/compare", body, ct);
        if (results.CsvFile is { } path)
        {
            await using var file = File.Create(path);
            await node.DownloadCsv("/api/simulations/compare", body, file, ct);
        }
        if (results.Json) Results.Print(answer);
        else Show(answer);
        return answer["equal"]!.GetValue<bool>() ? ExitCodes.Done : ExitCodes.Refused;
    }

    private static void Show(JsonNode answer)
    {
        var table = Results.Table("customer", Columns);
        foreach (var row in answer["customers"]!.AsArray().Concat(answer["totals"]!.AsArray()))
            table.AddRow(Markup.Escape(row!["customerId"]?.ToString() ?? "total"), row["currency"]!.ToString(),
                row["left"]!["lines"]!.ToString(), row["left"]!["retail"]!.ToString(),
                row["right"]!["lines"]!.ToString(), row["right"]!["retail"]!.ToString(), row["retail"]!.ToString(),
                row["cost"]!.ToString(), row["margin"]!.ToString());
        AnsiConsole.Write(table);
        Console.Out.WriteLine($"{answer["different"]} lines differ");
    }
}
