using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Spectre.Console;

namespace PackageBilling.Host;

/// <summary>Compares files of a switch or a supplier with the books; changes nothing in them.</summary>
internal static class ReconcileCommand
{
    // Enough to see what is wrong; all are in the report.
    private const int RejectsShown = 10;

    private static readonly string[] Sums = ["billed", "cost", "difference", "tolerated"];

    public static Command Create() => new DescribedCommand(
        "reconcile", "Compares a file of the switch or of a supplier with the books, and stores the report.",
        "reconcile inventory dids.csv --date 2026-03-01 --csv differences.csv",
        "reconcile supplier-bill bill.csv --from 2026-02-01 --to 2026-02-28 --currency USD")
    {
        Inventory(), SupplierBill(),
    };

    private static DescribedCommand Inventory()
    {
        var date = CommandOptions.Date("--date", "The date of the assignments; today in UTC when left out.");
        return Create("inventory", "Compares what the switch has (did, customerId, packageId, quantity) with the "
            + "active assignments on a date. The exit code is 1 when they differ.", "inventory", [date],
            parsed => [("date", Text(parsed.GetValue(date)))],
            "reconcile inventory dids.csv --date 2026-03-01 --source switch-1",
            "reconcile inventory bare.csv --columns did,customerId --csv differences.csv");
    }

    private static DescribedCommand SupplierBill()
    {
        var from = CommandOptions.Date("--from", "The first business date of the bill.");
        var to = CommandOptions.Date("--to", "The last business date.");
        (from.Required, to.Required) = (true, true);
        var currency = Option(
            "--currency", "CODE", "The currency of the amounts, where the file has no column for it.");
        var tolerance = Option("--tolerance", "AMOUNT", "Differences up to this amount count as none.");
        var command = Create("supplier-bill", "Compares a supplier's bill (did, packageId, amount, currency) with the "
            + "cost of the lines of its dates. The exit code is 1 when they differ.", "supplierBill",
            [from, to, currency, tolerance],
            parsed => [("from", Text(parsed.GetValue(from))), ("to", Text(parsed.GetValue(to))),
                ("currency", parsed.GetValue(currency)), ("tolerance", parsed.GetValue(tolerance))],
            "reconcile supplier-bill bill.csv --from 2026-02-01 --to 2026-02-28 --currency USD --tolerance 0.01",
            "reconcile supplier-bill bill.csv --from 2026-02-01 --to 2026-02-28 --mapping mapping.json --json");
        command.Validators.Add(result => CommandOptions.Ordered(result, from, to));
        return command;
    }

    private static DescribedCommand Create(
        string name, string description, string part, IReadOnlyList<Option> own,
        Func<ParseResult, (string Name, string? Value)[]> query, params string[] examples)
    {
        var file = new Argument<FileInfo>("FILE") { Description = "CSV, also packed by gzip." }.AcceptExistingOnly();
        var source = Option("--source", "ID", "The switch or supplier that the file is from: a report is compared with "
            + "the last one of the same source.");
        var packages = new Option<string[]>("--package")
        {
            Description = "Compares only this package; can be given several times.", HelpName = "ID",
            AllowMultipleArgumentsPerToken = true,
        };
        var mapping = new Option<FileInfo>("--mapping")
        { Description = "JSON: how to read another system's export.", HelpName = "FILE" }.AcceptExistingOnly();
        var columns = Option("--columns", "NAMES", "The names of the columns, with commas, when there is no header.");
        var (csv, json) = (CommandOptions.Csv(), CommandOptions.Json());
        var command = new DescribedCommand(name, description, examples)
        { file, source, packages, mapping, columns, csv, json };
        foreach (var option in own) command.Add(option);
        command.SetAction((parsed, _) =>
        {
            var files = new Dictionary<string, FileInfo> { [part] = parsed.GetValue(file)! };
            if (parsed.GetValue(mapping) is { } how) files["mapping"] = how;
            (string Name, string? Value)[] all =
            [
                .. query(parsed), ("source", parsed.GetValue(source)),
                ("packageIds", parsed.GetValue(packages) is { Length: > 0 } ids ? string.Join(',', ids) : null),
                ("columns", parsed.GetValue(columns)),
            ];
            var path = $"/api/reconciliations/{name}?" + string.Join('&', all.Where(one => one.Value is not null)
                .Select(one => $"{one.Name}={Uri.EscapeDataString(one.Value!)}"));
            var results = new Results(parsed.GetValue(csv), parsed.GetValue(json));
            return NodeCommand.Run((node, progress, ct) => Reconcile(node, path, files, results, progress, ct));
        });
        return command;
    }

    private static async Task<int> Reconcile(
        NodeClient node, string path, Dictionary<string, FileInfo> files, Results results, Progress progress,
        CancellationToken ct)
    {
        progress.Say("Comparing the file with the books");
        var report = await node.PostFiles(path, files, ct);
        await results.Download(node, $"/api/reconciliations/{report["reconciliationId"]}/report.csv", ct);
        foreach (var reject in report["rejects"]!.AsArray().Take(RejectsShown))
            await Console.Error.WriteLineAsync(
                $"line {reject!["line"]}, {reject["field"]}: {reject["error"]}".AsMemory(), ct);
        if (results.Json) Results.Print(report);
        else Show(report);
        return report["differences"]!.GetValue<int>() == 0 && report["rejected"]!.GetValue<long>() == 0
            ? ExitCodes.Done : ExitCodes.Refused;
    }

    private static void Show(JsonNode report)
    {
        var counts = Results.Table("difference", "rows", "new");
        foreach (var count in report["counts"]!.AsArray())
            counts.AddRow(count!["kind"]!.ToString(), count["rows"]!.ToString(), count["new"]!.ToString());
        if (counts.Rows.Count > 0) AnsiConsole.Write(counts);
        var sums = Results.Table("currency", Sums);
        foreach (var sum in report["sums"]!.AsArray())
            sums.AddRow([sum!["currency"]!.ToString(), .. Sums.Select(amount => sum[amount]!.ToString())]);
        if (sums.Rows.Count > 0) AnsiConsole.Write(sums);
        Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{report["read"]} rows read, {report["rejected"]} rejected; {report["equal"]} agree, "
                + $"{report["differences"]} differ, {report["resolved"]} resolved since the last report. "
                + $"The report is {report["reconciliationId"]}."));
    }

    private static string? Text(DateOnly? date) => date is { } day ? Dates.Text(day) : null;

    private static Option<string?> Option(string name, string help, string description) =>
        new(name) { Description = description, HelpName = help };
}
