using System.CommandLine;
using System.Text.Json.Nodes;

namespace PackageBilling.Host;

/// <summary>Erases the numbers of old calls for good.</summary>
internal static class EraseCommand
{
    public static Command Create()
    {
        var before = CommandOptions.Date("--before", "Months that ended before this date are erased.");
        before.Required = true;
        var reason = new Option<string>("--reason") { Description = "Why; it is kept in the log.",
            HelpName = "TEXT", Required = true };
        var json = CommandOptions.Json();
        var command = new DescribedCommand(
            "erase", "Erases destinations and DIDs of the calls of past months for good, by deleting their keys. "
                + "Amounts and seconds stay.", "erase --before 2025-07-01 --reason retention")
        {
            before, reason, json, EraseCustomerCommand.Create(),
        };
        command.SetAction((parsed, _) =>
        {
            var (date, why, asJson) = (parsed.GetValue(before)!.Value, parsed.GetValue(reason)!, parsed.GetValue(json));
            return NodeCommand.Run(async (node, _, ct) =>
            {
                var answer = (await node.Post(
                    "/api/usage/erase", new() { ["before"] = Dates.Text(date), ["reason"] = why }, ct)).AsObject();
                if (asJson) Results.Print(answer);
                else Console.Out.WriteLine($"Erased: destinations and DIDs of all calls before {answer["kept"]}, under "
                    + $"{answer["keys"]} keys. Backups hold the keys as long as they are kept.");
                return ExitCodes.Done;
            });
        });
        return command;
    }
}
