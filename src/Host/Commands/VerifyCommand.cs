using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using PackageBilling.Auditing;

namespace PackageBilling.Host;

/// <summary>Verifies the whole log with all seals, or an exported file by itself (docs/audit.md).</summary>
internal static class VerifyCommand
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static Command Create()
    {
        var head = new Option<string>("--head")
        { Description = "A head of an earlier answer: it must still be in the chain.", HelpName = "HEAD" };
        var file = new Option<string>("--file")
        { Description = "Verifies an exported run, without a database.", HelpName = "FILE" };
        var key = new Option<string>("--public-key")
        { Description = "With --file: the key, in PEM, that its head must be signed by.", HelpName = "FILE" };
        var json = CommandOptions.Json();
        var command = new DescribedCommand(
            "verify", "Recomputes every seal and every block of the log, and names the first fault.",
            "verify", "verify --head HEAD", "verify --file run.ndjson")
        { head, file, key, json };
        command.Validators.Add(result =>
        {
            if (result.GetResult(head) is not null && result.GetResult(file) is not null)
                result.AddError("Give either --head or --file.");
            if (result.GetResult(key) is not null && result.GetResult(file) is null)
                result.AddError("--public-key is given with --file.");
        });
        command.SetAction((parsed, _) => parsed.GetValue(file) is { } path
            ? File(path, parsed.GetValue(key))
            : NodeCommand.Run((
                node, progress, ct) => Log(node, parsed.GetValue(head), parsed.GetValue(json), progress, ct)));
        return command;
    }

    private static async Task<int> Log(
        NodeClient node, string? head, bool json, Progress progress, CancellationToken ct)
    {
        JsonNode? answer = null;
        await foreach (var line in node.Lines("/api/audit/verify", new JsonObject { ["head"] = head }, ct))
        {
            answer = line;
            progress.Say($"Verified {line["checkedEvents"]} events and {line["checkedRuns"]} runs so far");
        }
        if (answer?["ok"] is null) throw new RequestRefusedException("The verification was broken off.");
        var ok = answer["ok"]!.GetValue<bool>();
        if (json) Console.Out.WriteLine(answer.ToJsonString(Indented));
        else if (ok)
            Console.Out.WriteLine($"ok: {answer["checkedEvents"]} events through position {answer["checkedThrough"]}, "
                + $"{answer["checkedRuns"]} sealed runs{Environment.NewLine}head: {answer["head"]}");
        if (ok) return ExitCodes.Done;
        foreach (var fault in answer["faults"]!.AsArray()) await Console.Error.WriteLineAsync(Text(fault!));
        return ExitCodes.Refused;
    }

    private static string Text(JsonNode fault) => fault["stored"] is null && fault["recomputed"] is null
        ? $"{fault["check"]}: {fault["what"]}"
        : $"{fault["check"]}: {fault["what"]} (stored: {fault["stored"] ?? "nothing"}; recomputed: "
            + $"{fault["recomputed"] ?? "nothing"})";

    private static async Task<int> File(string path, string? key)
    {
        try
        {
            await using var file = System.IO.File.OpenRead(path);
            var publicKey = key is null ? null : await System.IO.File.ReadAllTextAsync(key);
            var (fault, head, lines) = await AuditingModule.VerifyExport(file, publicKey, CancellationToken.None);
            if (fault is null) Console.Out.WriteLine($"ok: {lines} charged lines{Environment.NewLine}head: {head}");
            else await Console.Error.WriteLineAsync($"{path}: {fault}");
            return fault is null ? ExitCodes.Done : ExitCodes.Refused;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return ExitCodes.Refused;
        }
    }
}
