using System.Runtime.CompilerServices;

namespace PackageBilling.Billing.Invoices.Exports;

/// <summary>The journal of a span of dates in the order of the log: streamed.</summary>
internal sealed class ExportJournal(
    IEventLog log, NpgsqlDataSource source, ReadPositions positions, JournalAccounts accounts)
{
    private static readonly Type[] Types = [typeof(InvoiceIssued), typeof(PaymentReceived), typeof(CreditAdjusted)];

    private static readonly string[] Header =
        ["on", "document", "customerId", "account", "debit", "credit", "currency", "position"];

    private async Task<IAsyncEnumerable<JournalLine>> Lines(
        string? from, string? to, string? customerId, string? knownAt, CancellationToken ct)
    {
        var filter = await ExportFilter.Read(from, to, customerId, knownAt, positions, ct);
        var currencies = await KnownCustomers.Currencies(source, ct);
        return Lines(filter, filter.KnownAt ?? await log.SafePosition(ct), currencies, ct);
    }

    private async IAsyncEnumerable<JournalLine> Lines(
        ExportFilter filter, long through, IReadOnlyDictionary<string, string> currencies,
        [EnumeratorCancellation] CancellationToken ct)
    {
        await foreach (var stored in log.ReadAll(0, through, Types, ct))
            foreach (var line in Journal.Of(stored, Currency(stored.Data), accounts))
                if (line.On >= filter.From && line.On <= filter.To
                    && (filter.CustomerId is null || line.CustomerId == filter.CustomerId))
                    yield return line;

        string Currency(object fact) => currencies.GetValueOrDefault(CustomerOf(fact), "");
    }

    private static string CustomerOf(object fact) => fact switch
    {
        PaymentReceived paid => paid.CustomerId,
        CreditAdjusted adjusted => adjusted.CustomerId,
        _ => "",
    };

    private static CsvField[] Fields(JournalLine line) =>
        [line.On, line.Document, line.CustomerId, line.Account, line.Debit, line.Credit, line.Currency, line.Position];

    internal static void Map(IEndpointRouteBuilder api)
    {
        foreach (var format in ExportFormat.All)
            api.MapGet($"/export/journal.{format.Extension}", async (
                    string? from, string? to, string? customerId, string? knownAt, ExportJournal journal,
                    CancellationToken ct) =>
                {
                    var lines = await journal.Lines(from, to, customerId, knownAt, ct);
                    return TypedResults.Stream(
                        target => format == ExportFormat.Csv ? CsvOutput.Write(target, Header, lines, Fields, ct)
                            : ExportFormat.WriteLines(target, lines, ct),
                        format.ContentType, $"journal.{format.Extension}");
                })
                .AllowRead().WithName($"ExportJournal{format.Name}").WithTags("Export")
                .Produces(200, contentType: format.ContentType)
                .WithSummary("Debits and credits of invoices, credit notes, payments and adjustments as "
                    + format.Title);
    }
}
