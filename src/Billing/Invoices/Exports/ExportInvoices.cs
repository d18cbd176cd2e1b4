using System.Globalization;
using System.Runtime.CompilerServices;

namespace PackageBilling.Billing.Invoices.Exports;

/// <summary>All invoices and credit notes by date of issue, for the accountant: streamed, the newest first.</summary>
internal sealed class ExportInvoices(NpgsqlDataSource source, ReadPositions positions)
{
    private const int AtOnce = 1_000;

    private static readonly string[] Header =
    [
        "number", "kind", "status", "customerId", "customerName", "issuedOn", "through", "dueOn", "currency", "net",
        "taxes", "tax", "rounding", "total", "paidFromCredit", "paid", "credited", "open", "refersTo",
    ];

    private async IAsyncEnumerable<InvoiceRow> Rows(
        InvoiceFilter filter, long? knownAt, [EnumeratorCancellation] CancellationToken ct)
    {
        for (long? before = null; ;)
        {
            var page = await InvoiceRows.List(source, filter, knownAt, before, AtOnce, ct);
            foreach (var row in page) yield return row;
            if (page.Count < AtOnce) yield break;
            before = page[^1].Summary.Position;
        }
    }

    private static CsvField[] Fields(InvoiceRow row)
    {
        var one = row.Summary;
        return
        [
            one.Number, one.Kind, one.Status, one.CustomerId, one.CustomerName, one.IssuedOn, one.Through, one.DueOn,
            one.Currency, one.Net, string.Join("; ", row.Taxes.Select(Text)), one.Tax, one.Rounding, one.Total,
            one.PaidFromCredit, one.Paid, one.Credited, one.Open, one.RefersTo,
        ];
    }

    private static string Text(InvoiceTax tax) => string.Create(
        CultureInfo.InvariantCulture, $"{tax.Name} {tax.Percent:0.######}: {Amounts.Text(tax.Amount)}");

    internal static void Map(IEndpointRouteBuilder api)
    {
        foreach (var format in ExportFormat.All)
            api.MapGet($"/export/invoices.{format.Extension}", async (
                    string? customerId, string? status, string? from, string? to, string? knownAt,
                    ExportInvoices invoices, CancellationToken ct) =>
                {
                    var filter = ListInvoices.Filter(customerId, status, from, to);
                    var position = await invoices.Position(knownAt, customerId, ct);
                    var rows = invoices.Rows(filter, position, ct);
                    return TypedResults.Stream(
                        target => format == ExportFormat.Csv ? CsvOutput.Write(target, Header, rows, Fields, ct)
                            : ExportFormat.WriteLines(target, rows.Select(row => row.Summary), ct),
                        format.ContentType, $"invoices.{format.Extension}");
                })
                .AllowRead().WithName($"ExportInvoices{format.Name}").WithTags("Export")
                .Produces(200, contentType: format.ContentType)
                .WithSummary($"All invoices and credit notes by date of issue as {format.Title}");
    }

    private Task<long?> Position(string? knownAt, string? customerId, CancellationToken ct) =>
        positions.Of(AsKnownAt.Read(knownAt), customerId, ct);
}
