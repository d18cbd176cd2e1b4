using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Spectre.Console;

namespace PackageBilling.Host;

/// <summary>Voids calls, or rates them again by what is known now.</summary>
internal static class CallsCommand
{
    private static readonly string[] Columns = ["currency", "changed", "chargedBefore", "chargedAfter"];

    public static Command Create() => new DescribedCommand(
        "calls", "Corrects calls that were recorded or rated wrongly.", "calls void --import ID --simulate",
        "calls rerate --customer acme --from 2026-01-01 --to 2026-01-31 --simulate")
    {
        Create("void", "Voids calls: they count no more. If it is interrupted, the same command voids the rest.",
            "calls void --import ID --simulate", "calls void --call c-1 --call c-2 --reason \"sent twice\""),
        Create("rerate", "Rates calls again by the packages and assignments that are known now.",
            "calls rerate --customer acme --from 2026-01-01 --to 2026-01-31 --simulate",
            "calls rerate --customer acme --from 2026-01-01 --to 2026-01-31 --reason \"assigned too late\""),
    };

    private static DescribedCommand Create(string name, string description, params string[] examples)
    {
        var calls = new Option<string[]>("--call")
        {
            Description = "A call's id; can be given more than once.", HelpName = "ID",
            AllowMultipleArgumentsPerToken = true,
        };
        var import = new Option<string?>("--import")
        { Description = "All calls of an import, by the importId of its answer.", HelpName = "ID" };
        var customer = CommandOptions.Customer();
        var from = CommandOptions.Date("--from", "The first local date of the customer's calls.");
        var to = CommandOptions.Date("--to", "The last local date.");
        var simulate = new Option<bool>("--simulate") { Description = "Writes nothing: shows what would change." };
        var reason = new Option<string?>("--reason")
        { Description = "Why, stored with the correction.", HelpName = "TEXT" };
        var json = CommandOptions.Json();
        var command = new DescribedCommand(name, description, examples)
        { calls, import, customer, from, to, simulate, reason, json };
        command.Validators.Add(result =>
        {
            if (result.GetResult(simulate) is null && result.GetResult(reason) is null)
                result.AddError("Give --reason, or --simulate to write nothing.");
        });
        command.Validators.Add(result => CommandOptions.Ordered(result, from, to));
        command.SetAction((parsed, _) =>
        {
            var body = new JsonObject
            {
                ["callIds"] = parsed.GetValue(calls) is { Length: > 0 } ids
                    ? new JsonArray([.. ids.Select(id => (JsonNode)id)]) : null,
                ["importId"] = parsed.GetValue(import), ["customerId"] = parsed.GetValue(customer),
                ["from"] = parsed.GetValue(from)?.ToString("O", CultureInfo.InvariantCulture),
                ["to"] = parsed.GetValue(to)?.ToString("O", CultureInfo.InvariantCulture),
                ["simulate"] = parsed.GetValue(simulate), ["reason"] = parsed.GetValue(reason),
            };
            var asJson = parsed.GetValue(json);
            return NodeCommand.Run((node, progress, ct) => Correct(node, name, body, asJson, progress, ct));
        });
        return command;
    }

    private static async Task<int> Correct(
        NodeClient node, string name, JsonObject body, bool json, Progress progress, CancellationToken ct)
    {
        progress.Say(name == "void" ? "Voiding calls" : "Rating calls again");
        var report = await node.Post($"/api/usage/{name}", body, ct);
        if (json) Results.Print(report);
        else
        {
            AnsiConsole.WriteLine($"{report["calls"]} calls, {report["changed"]} change, "
                + $"{report["erased"]} with erased numbers");
            var table = Results.Table("currency", [.. Columns.Skip(1)]);
            foreach (var sum in report["byCurrency"]!.AsArray())
                table.AddRow([.. Columns.Select(column => sum![column]!.ToString())]);
            AnsiConsole.Write(table);
        }
        return ExitCodes.Done;
    }
}
