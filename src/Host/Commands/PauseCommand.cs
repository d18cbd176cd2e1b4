using System.CommandLine;
using System.Text.Json.Nodes;

namespace PackageBilling.Host;

/// <summary>Pauses one assignment from a date on, or makes it active again. Files of pauses are for import.</summary>
internal static class PauseCommand
{
    public static Command Pause() => Create(
        "pause", "Pauses an assignment from a date on, until it is resumed. Paused dates bill nothing.",
        CommandOptions.Date("--from", "The first date that is paused."), "from",
        "pause --customer acme --assignment acme-seats --from 2026-02-01 --reason winter");

    public static Command Resume() => Create(
        "resume", "Makes a paused assignment active again from a date on. Setup isn't charged again.",
        CommandOptions.Date("--on", "The first date that is active again."), "on",
        "resume --customer acme --assignment acme-seats --on 2026-03-01");

    private static DescribedCommand Create(
        string name, string description, Option<DateOnly?> date, string field, string example)
    {
        date.Required = true;
        var customer = new Option<string>("--customer")
        { Description = "Whose assignment it is.", HelpName = "ID", Required = true };
        var assignment = new Option<string>("--assignment")
        { Description = "The assignment.", HelpName = "ID", Required = true };
        var reason = new Option<string>("--reason") { Description = "Why; it is kept in the log.", HelpName = "TEXT" };
        var json = CommandOptions.Json();
        var command = new DescribedCommand(name, description, example) { customer, assignment, date, reason, json };
        command.SetAction((parsed, _) =>
        {
            var (customerId, id) = (parsed.GetValue(customer)!, parsed.GetValue(assignment)!);
            var (on, why, asJson) = (parsed.GetValue(date)!.Value, parsed.GetValue(reason), parsed.GetValue(json));
            var path = $"/api/customers/{Uri.EscapeDataString(customerId)}/packages/{Uri.EscapeDataString(id)}/{name}";
            return NodeCommand.Run(async (node, _, ct) =>
            {
                var answer = await node.Post(path, new JsonObject { [field] = Dates.Text(on) }, ct, why);
                if (asJson) Results.Print(answer);
                else Console.Out.WriteLine(Said(id, answer["pauses"]!.AsArray()));
                return ExitCodes.Done;
            });
        });
        return command;
    }

    private static string Said(string assignmentId, JsonArray pauses) => pauses.Count == 0
        ? $"{assignmentId} has no pause."
        : $"{assignmentId} is paused {string.Join(" and ", pauses.Select(pause => $"from {pause!["from"]} "
            + (pause["resumedOn"] is { } on ? $"until {on}, its first active date" : "on")))}.";
}
