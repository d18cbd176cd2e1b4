using System.CommandLine;
using System.Text.Json.Nodes;
using Spectre.Console;

namespace PackageBilling.Host;

/// <summary>Makes, lists and revokes keys. Whoever may run it has the database already,
/// so it asks for no key.</summary>
internal static class KeysCommand
{
    private static readonly string[] Columns = ["name", "role", "created", "lastUsed", "expiresAt", "revoked"];

    public static Command Create() => new DescribedCommand(
        "keys", "Makes, lists and revokes keys of the HTTP interface.", "keys list",
        "keys create --name switch-1 --role operator")
    {
        Making(), Listing(), Revoking(), RewrapCommand.Create(),
    };

    private static DescribedCommand Making()
    {
        var name = new Option<string>("--name") { Description = "Who uses it; stored with everything done with it.",
            HelpName = "NAME", Required = true };
        var role = new Option<string>("--role") { Description = "What it may do.",
            HelpName = string.Join('|', Roles.All), Required = true };
        role.AcceptOnlyFromAmong(Roles.All);
        var expires = new Option<string?>("--expires-at")
        { Description = "From when on it no longer works. Leave it out for never.", HelpName = "INSTANT" };
        var json = CommandOptions.Json();
        var command = new DescribedCommand(
            "create", "Creates a key and shows it once.", "keys create --name switch-1 --role operator",
            "keys create --name audit-2027 --role auditor --expires-at 2028-04-01T00:00:00Z --json")
        { name, role, expires, json };
        command.SetAction((parsed, _) =>
        {
            var body = new JsonObject { ["name"] = parsed.GetValue(name), ["role"] = parsed.GetValue(role),
                ["expiresAt"] = parsed.GetValue(expires) };
            var asJson = parsed.GetValue(json);
            return NodeCommand.Run(async (node, _, ct) =>
            {
                var made = await node.Post("/api/keys", body, ct);
                if (asJson) Results.Print(made);
                else Console.Out.WriteLine($"keyId  {made["keyId"]}{Environment.NewLine}key    "
                    + $"{made["key"]}{Environment.NewLine}It is not shown again.");
                return ExitCodes.Done;
            });
        });
        return command;
    }

    private static DescribedCommand Listing()
    {
        var json = CommandOptions.Json();
        var command = new DescribedCommand("list", "Lists all keys, those revoked too, without their secrets.",
            "keys list", "keys list --json") { json };
        command.SetAction((parsed, _) =>
        {
            var asJson = parsed.GetValue(json);
            return NodeCommand.Run(async (node, _, ct) =>
            {
                var keys = await node.Items("/api/keys", ct).ToListAsync(ct);
                if (asJson) Results.Print(new JsonArray([.. keys.Select(key => key.DeepClone())]));
                else AnsiConsole.Write(Table(keys));
                return ExitCodes.Done;
            });
        });
        return command;
    }

    private static DescribedCommand Revoking()
    {
        var keyId = new Argument<string>("keyId") { Description = "The key's id, as keys list shows it." };
        var command = new DescribedCommand("revoke", "Puts a key out of force, within seconds on every node.",
            "keys revoke 0199a6d2c5b07f5e8a41b1f6f0a3c9d2") { keyId };
        command.SetAction((parsed, _) =>
        {
            var path = $"/api/keys/{Uri.EscapeDataString(parsed.GetValue(keyId)!)}";
            return NodeCommand.Run(async (node, _, ct) =>
            {
                await node.Delete(path, ct);
                return ExitCodes.Done;
            });
        });
        return command;
    }

    private static Table Table(IEnumerable<JsonNode> keys)
    {
        var table = Results.Texts(["keyId", .. Columns]);
        foreach (var key in keys)
            table.AddRow([.. Columns.Prepend("keyId").Select(column => Markup.Escape(key[column]?.ToString() ?? ""))]);
        return table;
    }
}
