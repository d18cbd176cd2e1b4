using System.CommandLine;
using System.Text.Json.Nodes;
using Spectre.Console;

namespace PackageBilling.Host;

/// <summary>Shows what past runs would charge otherwise by what is known now and, when asked to,
/// posts the differences.</summary>
internal static class RestateCommand
{
    private const int LinesShown = 20;

    private static readonly string[] Fields = ["date", "customerId", "corrects", "standsRetail",
        "dueRetail", "retail", "cost"];
    private static readonly string[] Amounts = ["lines", "retail", "cost", "margin", "debited"];

    public static Command Create()
    {
        var from = CommandOptions.Date("--from", "The first business date.");
        var to = CommandOptions.Date("--to", "The last business date.");
        (from.Required, to.Required) = (true, true);
        var apply = new Option<bool>("--apply")
        { Description = "Posts the differences; without it nothing is written." };
        var reason = new Option<string>("--reason")
        { Description = "Why, stored with what is posted.", HelpName = "TEXT" };
        var (customers, csv, json) = (CommandOptions.Customers(), CommandOptions.Csv(), CommandOptions.Json());
        var command = new DescribedCommand(
            "restate", "Shows what past runs would charge otherwise by now, and posts the differences when asked to.",
            "restate --from 2026-01-01 --to 2026-01-31 --csv differences.csv",
            "restate --from 2026-01-01 --to 2026-01-31 --customer acme --apply --reason corrected")
        { from, to, customers, apply, reason, csv, json };
        command.Validators.Add(result => CommandOptions.Ordered(result, from, to));
        command.SetAction((parsed, _) =>
        {
            var body = new JsonObject
            {
                ["from"] = Dates.Text(parsed.GetValue(from)!.Value), ["to"] = Dates.Text(parsed.GetValue(to)!.Value),
                ["customerIds"] = NodeCommand.Named(parsed.GetValue(customers)), ["simulate"] = !parsed.GetValue(apply),
                ["reason"] = parsed.GetValue(reason),
            };
            var results = new Results(parsed.GetValue(csv), parsed.GetValue(json));
            return NodeCommand.Run((node, progress, ct) => Restate(node, body, results, progress, ct));
        });
        return command;
    }

    private static async Task<int> Restate(
        NodeClient node, JsonObject body, Results results, Progress progress, CancellationToken ct)
    {
        progress.Say($"Looking at runs from {body["from"]} to {body["to"]}");
        // All lines are in the file: it is asked for before they are posted,
        // since they do not differ any more after that.
        if (results.CsvFile is { } path)
        {
            var question = (JsonObject)body.DeepClone();
            question["simulate"] = true;
            await using var file = File.Create(path);
            await node.DownloadCsv("/api/restatements", question, file, ct);
        }
        var answer = await node.Post("/api/restatements", body, ct);
        if (results.Json) Results.Print(answer);
        else Show(answer);
        return answer["notPosted"]!.AsArray().Count == 0 ? ExitCodes.Done : ExitCodes.Refused;
    }

    private static void Show(JsonNode answer)
    {
        var lines = answer["lines"]!.AsArray();
        var differences = Results.Texts(
            "date", "customer", "corrects", "stands", "due", "retail", "cost", "because of");
        foreach (var line in lines.Take(LinesShown))
            differences.AddRow([.. Fields.Select(field => Markup.Escape(line![field]!.ToString())),
                Markup.Escape(line!["firstEvent"] is { } fact
                    ? $"{fact["type"]} at {fact["position"]} by {fact["actor"]}" : "the rules")]);
        if (lines.Count > 0) AnsiConsole.Write(differences);
        var totals = Results.Table("currency", Amounts);
        foreach (var sums in answer["totals"]!["byCurrency"]!.AsArray())
            totals.AddRow([sums!["currency"]!.ToString(), .. Amounts.Select(amount => sums[amount]!.ToString())]);
        if (lines.Count > 0) AnsiConsole.Write(totals);
        Console.Out.WriteLine(
            $"{answer["totals"]!["lines"]} lines {(answer["simulate"]!.GetValue<bool>() ? "differ" : "were posted")}");
    }
}
