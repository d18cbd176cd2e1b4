using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Spectre.Console;

namespace PackageBilling.Host;

/// <summary>Where a command's results go: a table or JSON on standard output, lines to a file.</summary>
internal sealed record Results(string? CsvFile, bool Json)
{
    // Wide enough for any amounts: a table that is piped must not be folded.
    private const int PipedWidth = 250;

    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };
    private static readonly string[] Counts = ["considered", "charged", "alreadyCharged", "skipped", "quarantined"];
    private static readonly string[] Amounts = ["lines", "retail", "cost", "margin", "debited"];

    /// <summary>The file for lines that are written one by one; null when none is wanted.</summary>
    public LinesFile? Lines() => CsvFile is null ? null : new LinesFile(CsvFile);

    public async Task Download(NodeClient node, string path, CancellationToken ct)
    {
        if (CsvFile is null) return;
        await using var file = File.Create(CsvFile);
        await node.Download(path, file, ct);
    }

    /// <summary>Shows runs or simulations, each with its date and totals.</summary>
    public void Show(IReadOnlyList<JsonObject> reports)
    {
        if (Json)
        {
            JsonNode all = reports.Count == 1
                ? reports[0] : new JsonArray([.. reports.Select(report => (JsonNode)report)]);
            Print(all);
            return;
        }
        var table = Table("date", [.. Counts, "currency", .. Amounts]);
        foreach (var report in reports) AddRows(table, report["date"]!.GetValue<string>(), report["totals"]!);
        AnsiConsole.Write(table);
    }

    /// <summary>Shows a forecast, a row for each of its groups and one for each currency's total.</summary>
    public void ShowForecast(JsonObject forecast)
    {
        if (Json)
        {
            Print(forecast);
            return;
        }
        var table = Table(forecast["groupBy"]!.GetValue<string>(), ["currency", .. Amounts]);
        foreach (var row in forecast["items"]!.AsArray().Concat(forecast["totals"]!.AsArray()))
            table.AddRow([Markup.Escape(row!["key"]?.ToString() ?? "total"), row["currency"]!.ToString(),
                .. Amounts.Select(amount => row[amount]!.ToString())]);
        AnsiConsole.Write(table);
    }

    public static void Print(JsonNode answer) => Console.Out.WriteLine(answer.ToJsonString(Indented));

    /// <summary>A table whose first column says what a row is about; the others are figures.</summary>
    public static Table Table(string first, params IEnumerable<string> figures)
    {
        var table = Bordered();
        foreach (var column in figures.Prepend(first))
            table.AddColumn(new TableColumn(column)
            { Alignment = column == first || column == "currency" ? Justify.Left : Justify.Right, NoWrap = true });
        return table;
    }

    /// <summary>A table of texts.</summary>
    public static Table Texts(params IEnumerable<string> columns)
    {
        var table = Bordered();
        foreach (var column in columns) table.AddColumn(new TableColumn(column) { NoWrap = true });
        return table;
    }

    private static Table Bordered()
    {
        if (Console.IsOutputRedirected) AnsiConsole.Profile.Width = PipedWidth;
        return new Table().Border(Console.IsOutputRedirected ? TableBorder.Ascii : TableBorder.Rounded);
    }

    // Currencies are never added (I16): each has its row.
    private static void AddRows(Table table, string date, JsonNode totals)
    {
        var currencies = totals["byCurrency"]!.AsArray();
        string[] counts = [date, .. Counts.Select(count => totals[count]!.ToString())];
        if (currencies.Count == 0)
            table.AddRow([.. counts, "", .. Amounts.Select(amount => totals[amount]?.ToString() ?? "")]);
        foreach (var sums in currencies)
        {
            table.AddRow(
                [.. counts, sums!["currency"]!.ToString(), .. Amounts.Select(amount => sums[amount]!.ToString())]);
            counts = [.. counts.Select(_ => "")];
        }
    }
}
