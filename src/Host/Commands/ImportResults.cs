using System.Text.Json.Nodes;
using Spectre.Console;

namespace PackageBilling.Host;

/// <summary>What an import did: a table of the files, the first rejects, and what the first run would post.</summary>
internal sealed record ImportResults(bool Json, string? RejectsFile)
{
    // Enough to see what is wrong; all are in the rejects file.
    private const int RejectsShown = 10;

    private static readonly string[] Counts = ["read", "added", "known", "changed", "rejected"];

    public static IEnumerable<(string File, JsonNode Rows)> Files(JsonObject answer) =>
        from file in (string[])["packages", "customers", "assignments", "pauses", "payments", "calls"]
        where answer[file] is not null
        select (file, answer[file]!);

    public void Show(JsonObject answer)
    {
        var isDryRun = answer["dryRun"]?.GetValue<bool>() == true;
        ShowRejects(answer["rejects"]!.AsArray(), answer["stoppedAt"]?.GetValue<string>(), isDryRun);
        if (Json)
        {
            Results.Print(answer);
            return;
        }
        var table = Results.Table("file", Counts);
        foreach (var (file, rows) in Files(answer))
            table.AddRow([file, .. Counts.Select(count => rows[count]?.ToString() ?? "0")]);
        if (isDryRun)
            Console.Out.WriteLine("Nothing was written. The import would do this:");
        AnsiConsole.Write(table);
        ShowSums(answer);
        if (answer["calls"]?["skipped"] is JsonObject skipped)
            Console.Out.WriteLine("Rows of calls that the mapping skips: "
                + string.Join(", ", skipped.Select(one => $"{one.Value} {one.Key}")));
        if (answer["firstRun"] is not JsonObject firstRun) return;
        Console.Out.WriteLine($"The first run, for {firstRun["date"]}, would post (nothing is posted yet):");
        new Results(null, false).Show([firstRun]);
    }

    // What can be compared with the total line of another system.
    private static void ShowSums(JsonObject answer)
    {
        if (answer["assignments"]?["quantity"] is { } quantity)
            Console.Out.WriteLine($"Total quantity of the valid assignments: {quantity}");
        if (answer["payments"]?["amounts"] is JsonArray amounts)
            Console.Out.WriteLine("Sum of the valid payments: "
                + string.Join(", ", amounts.Select(sum => $"{sum!["amount"]} {sum["currency"]}")));
    }

    private void ShowRejects(JsonArray rejects, string? stoppedAt, bool isDryRun)
    {
        foreach (var reject in rejects.Take(RejectsShown))
            Console.Error.WriteLine($"{reject!["file"]} line {reject["line"]}"
                + $"{(reject["field"]!.GetValue<string>() is { Length: > 0 } field ? $", {field}" : "")}: "
                + $"{reject["error"]}");
        if (rejects.Count > RejectsShown)
            Console.Error.WriteLine(RejectsFile is null
                ? "There are more; --rejects FILE writes all of them." : $"All are in {RejectsFile}.");
        if (stoppedAt is not null)
            Console.Error.WriteLine($"Nothing of {stoppedAt} {(isDryRun ? "would go" : "went")} in, and no file "
                + "after it was read. --mode rows brings in the other rows.");
    }
}
