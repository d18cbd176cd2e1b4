namespace PackageBilling.Billing.Simulations;

/// <summary>Answers as CSV (RFC 4180, UTF-8) for those who accept that.</summary>
internal static class Csv
{
    public const string ContentType = "text/csv";

    public static bool IsWanted(HttpRequest http) => http.GetTypedHeaders().Accept
        ?.Any(accepted => accepted.MediaType.Equals(ContentType, StringComparison.OrdinalIgnoreCase)) ?? false;

    public static IResult Answer(string fileName, string[] header, IEnumerable<CsvField[]> rows) =>
        Results.Stream(async target =>
        {
            await using var csv = CsvOutput.To(target, header);
            foreach (var row in rows) await csv.WriteAsync(row, CancellationToken.None);
        }, $"{ContentType}; charset=utf-8", fileName);

    /// <summary>The five fields of an event, empty for none.</summary>
    public static CsvField[] Fact(EventView? fact) =>
        fact is null ? new CsvField[5] : [fact.Position, fact.Type, fact.Actor, fact.RecordedAt, fact.Reason];
}
