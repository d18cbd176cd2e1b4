using System.CommandLine;
using System.Text.Json.Nodes;
using Spectre.Console;

namespace PackageBilling.Host;

/// <summary>Builds read models again from the log, or shows how far they are.</summary>
internal static class RebuildCommand
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(250);

    private static readonly string[] Columns = ["name", "state", "position", "behind", "fault"];

    public static Command Create()
    {
        var names = new Argument<string[]>("projection")
        { Description = "The read models to rebuild; none shows how far each is.", Arity = ArgumentArity.ZeroOrMore };
        var json = CommandOptions.Json();
        var command = new DescribedCommand(
            "rebuild", "Builds read models again from the log, while the old ones answer; changes no answer.",
            "rebuild", "rebuild billing", "rebuild catalog subscriptions --json")
        { names, json };
        command.SetAction((parsed, _) =>
        {
            var (asked, asJson) = (parsed.GetValue(names) ?? [], parsed.GetValue(json));
            return NodeCommand.Run(async (node, progress, ct) =>
            {
                foreach (var name in asked) await Rebuild(node, name, progress, ct);
                var all = (await node.Get("/api/projections", ct))["items"]!.AsArray();
                if (asJson) Results.Print(all);
                else AnsiConsole.Write(Table(all));
                return ExitCodes.Done;
            });
        });
        return command;
    }

    private static async Task Rebuild(NodeClient node, string name, Progress progress, CancellationToken ct)
    {
        var view = await node.Post($"/api/projections/{Uri.EscapeDataString(name)}/rebuild", [], ct);
        using var timer = new PeriodicTimer(Look);
        while (view["state"]!.GetValue<string>() == "rebuilding")
        {
            progress.Say($"Rebuilding {name}: {view["rebuiltThrough"] ?? "0"} of {view["position"]}");
            await timer.WaitForNextTickAsync(ct);
            view = (await node.Get("/api/projections", ct))["items"]!.AsArray()
                .Single(one => one!["name"]!.GetValue<string>() == name)!;
        }
        if (view["fault"] is { } fault) throw new RequestRefusedException($"{name} could not be rebuilt: {fault}");
    }

    private static Table Table(JsonArray projections)
    {
        var table = Results.Texts(Columns);
        foreach (var one in projections)
            table.AddRow([.. Columns.Select(column => Markup.Escape(one![column]?.ToString() ?? ""))]);
        return table;
    }
}
