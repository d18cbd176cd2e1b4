using System.Globalization;
using CsvHelper;
using Microsoft.AspNetCore.Http;

namespace PackageBilling.Billing;

/// <summary>Answers as CSV (RFC 4180, UTF-8) for those who accept that.</summary>
internal static class Csv
{
    public const string ContentType = "text/csv";

    // A spreadsheet must show what a field holds, not run it. A minus sign may lead: amounts have it, and ids cannot be formulas.
    private static readonly CsvWriterOptions Options = CsvWriterOptions.Default with { Injection = CsvInjection.Escape, InjectionCharacters = "=@+\t\r" };

    public static bool IsWanted(HttpRequest http) => http.GetTypedHeaders().Accept?.Any(accepted => accepted.MediaType.Equals(ContentType, StringComparison.OrdinalIgnoreCase)) ?? false;

    public static IResult Answer(string fileName, string[] header, IEnumerable<string[]> rows) => Results.Stream(async target =>
    {
        await using var csv = CsvWriter.Create(target, Options, leaveOpen: true);
        await csv.WriteRecordAsync(header, CancellationToken.None);
        foreach (var row in rows) await csv.WriteRecordAsync(row, CancellationToken.None);
    }, $"{ContentType}; charset=utf-8", fileName);

    /// <summary>The five fields of an event, empty for none.</summary>
    public static string[] Fact(FactView? fact) => fact is null ? ["", "", "", "", ""]
        : [fact.Position.ToString(CultureInfo.InvariantCulture), fact.Type, fact.Actor, fact.RecordedAt.ToString("O", CultureInfo.InvariantCulture), fact.Reason ?? ""];
}
