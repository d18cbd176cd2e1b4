using System.CommandLine;

namespace PackageBilling.Host;

/// <summary>Hands evidence out.</summary>
internal static class AuditCommand
{
    public static Command Create()
    {
        var run = new Option<string>("--run") { Description = "The charge run.", HelpName = "ID", Required = true };
        var target = new Option<string>("--out") { Description = "The file to write; standard output when none is given.", HelpName = "FILE" };
        var export = new DescribedCommand(
            "export", "Writes a run's lines and seals to a file that can be verified offline.", "audit export --run RUN --out run.ndjson")
        { run, target };
        export.SetAction((parsed, _) => NodeCommand.Run((node, progress, ct) => Export(node, parsed.GetValue(run)!, parsed.GetValue(target), progress, ct)));
        return new DescribedCommand("audit", "Hands evidence out.", "audit export --run RUN --out run.ndjson") { export };
    }

    private static async Task<int> Export(NodeClient node, string runId, string? path, Progress progress, CancellationToken ct)
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
