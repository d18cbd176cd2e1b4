using System.CommandLine;
using System.Text.Json.Nodes;

namespace PackageBilling.Host;

/// <summary>Hands evidence out, and seals checkpoints of the book.</summary>
internal static class AuditCommand
{
    public static Command Create()
    {
        var run = new Option<string>("--run") { Description = "The charge run.", HelpName = "ID", Required = true };
        var target = new Option<string>("--out")
        { Description = "The file to write; standard output when none is given.", HelpName = "FILE" };
        var export = new DescribedCommand(
            "export", "Writes a run's lines and seals to a file that can be verified offline.",
            "audit export --run RUN --out run.ndjson")
        { run, target };
        export.SetAction((parsed, _) => NodeCommand.Run((
            node, progress, ct) => Export(node, parsed.GetValue(run)!, parsed.GetValue(target), progress, ct)));
        var checkpoint = new DescribedCommand(
            "checkpoint", "Writes the book down as it is folded from the log up to now, and seals it: replays of later "
                + "runs begin there.", "audit checkpoint");
        checkpoint.SetAction((_, _) => NodeCommand.Run(Checkpoint));
        var reason = new Option<string>("--reason") { Description = "Why the log does not hold the head that was kept.",
            HelpName = "TEXT", Required = true };
        var accept = new DescribedCommand(
            "accept-head",
            "Goes on with a log that does not hold the last head that this host kept, after a restore for example.",
            "audit accept-head --reason restored")
        { reason };
        accept.SetAction((parsed,
            _) => NodeCommand.Run((node, progress, ct) => Accept(node, parsed.GetValue(reason)!, progress, ct)));
        return new DescribedCommand("audit", "Hands evidence out, and seals checkpoints of the book.",
            "audit export --run RUN --out run.ndjson", "audit checkpoint") { export, checkpoint, accept };
    }

    private static async Task<int> Accept(NodeClient node, string reason, Progress progress, CancellationToken ct)
    {
        progress.Say("Comparing the head that was kept with the log");
        var answer = await node.Post("/api/audit/head/accept", new JsonObject { ["reason"] = reason }, ct);
        Console.Out.WriteLine($"Accepted. {answer["warning"]}");
        return ExitCodes.Done;
    }

    private static async Task<int> Checkpoint(NodeClient node, Progress progress, CancellationToken ct)
    {
        progress.Say("Folding the book from the newest checkpoint");
        var answer = await node.Post("/api/audit/checkpoints", [], ct);
        Console.Out.WriteLine($"{answer["made"]} made; the newest is number {answer["newest"]?["number"] ?? 0} at "
            + $"position {answer["newest"]?["position"] ?? 0}; all take {answer["bytes"]} bytes");
        return ExitCodes.Done;
    }

    private static async Task<int> Export(
        NodeClient node, string runId, string? path, Progress progress, CancellationToken ct)
    {
        progress.Say($"Exporting run {runId}");
        var address = $"/api/charge-runs/{Uri.EscapeDataString(runId)}/audit";

        // What is refused must not leave an empty file behind.
        await node.Get($"/api/charge-runs/{Uri.EscapeDataString(runId)}", ct);
        await using var target = path is null ? Console.OpenStandardOutput() : File.Create(path);
        await node.Download(address, target, ct);
        return ExitCodes.Done;
    }
}
