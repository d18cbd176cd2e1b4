using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Spectre.Console;

namespace PackageBilling.Host;

/// <summary>Shows what should have been charged on past dates and was not.</summary>
internal static class UnbilledCommand
{
    private static readonly string[] Amounts = ["lines", "retail", "cost", "margin"];

    public static Command Create()
    {
        var from = CommandOptions.Date(
            "--from", "The first business date; the date of the scheduler's first start when left out.");
        var to = CommandOptions.Date("--to", "The last business date; today when left out.");
        var (customer, knownAt, csv, json) =
            (CommandOptions.Customer(), AsKnown.Option(), CommandOptions.Csv(), CommandOptions.Json());
        var command = new DescribedCommand(
            "unbilled", "Shows what should have been charged on past dates and was not; charges nothing.",
            "unbilled --from 2026-01-01 --to 2026-01-31", "unbilled --customer acme --csv unbilled.csv",
            "unbilled --json") { from, to, customer, knownAt, csv, json };
        command.Validators.Add(result => CommandOptions.Ordered(result, from, to));
        command.SetAction((parsed, _) =>
        {
            var query = CommandOptions.Query(
                parsed.GetValue(from), parsed.GetValue(to), parsed.GetValue(customer), parsed.GetValue(knownAt));
            var (file, asJson) = (parsed.GetValue(csv), parsed.GetValue(json));
            return NodeCommand.Run((node, progress, ct) => Show(node, query, file, asJson, progress, ct));
        });
        return command;
    }

    private static async Task<int> Show(
        NodeClient node, string query, string? file, bool json, Progress progress, CancellationToken ct)
    {
        progress.Say("Looking at past dates");
        var sums = new SortedDictionary<(string Date, string Currency), Sum>();
        await using var target = file is null ? null : new LinesFile(file);
        var read = 0;
        await foreach (var line in node.Lines($"/api/unbilled.ndjson{query}", ct))
        {
            var key = (line["date"]!.GetValue<string>(), line["currency"]!.GetValue<string>());
            sums[key] = sums.GetValueOrDefault(key).Plus(Amount(line, "retail"), Amount(line, "cost"));
            if (target is not null) await target.Write([line], ct);
            if (++read % 1_000 == 0) progress.Say($"{read} lines so far, at {key.Item1}");
        }
        if (json) Results.Print(Json(sums));
        else AnsiConsole.Write(Table(sums));
        return ExitCodes.Done;
    }

    private static JsonObject Json(SortedDictionary<(string Date, string Currency), Sum> sums) => new()
    {
        ["lines"] = sums.Values.Sum(sum => sum.Lines),
        ["byDate"] = new JsonArray([.. sums.Select(row => (JsonNode)new JsonObject
        {
            ["date"] = row.Key.Date, ["currency"] = row.Key.Currency, ["lines"] = row.Value.Lines,
            ["retail"] = Values.Amounts.Text(row.Value.Retail),
            ["cost"] = Values.Amounts.Text(row.Value.Cost),
            ["margin"] = Values.Amounts.Text(row.Value.Retail - row.Value.Cost),
        })]),
    };

    private static Table Table(SortedDictionary<(string Date, string Currency), Sum> sums)
    {
        var table = Results.Table("date", ["currency", .. Amounts]);
        foreach (var ((date, currency), sum) in sums)
            table.AddRow(
                date, currency, sum.Lines.ToString(CultureInfo.InvariantCulture), Values.Amounts.Text(sum.Retail),
                Values.Amounts.Text(sum.Cost), Values.Amounts.Text(sum.Retail - sum.Cost));
        return table;
    }

    private static decimal Amount(JsonNode line, string field) =>
        decimal.Parse(line[field]!.GetValue<string>(), CultureInfo.InvariantCulture);

    private readonly record struct Sum(int Lines, decimal Retail, decimal Cost)
    {
        public Sum Plus(decimal retail, decimal cost) => new(Lines + 1, Retail + retail, Cost + cost);
    }
}
