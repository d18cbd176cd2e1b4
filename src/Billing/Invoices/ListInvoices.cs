using System.Globalization;

namespace PackageBilling.Billing.Invoices;

/// <summary>Invoices and credit notes, the newest first, as known now or then.</summary>
internal static class ListInvoices
{
    internal static void Map(IEndpointRouteBuilder api) => api
        .MapGet("/invoices", async (
            string? customerId, string? status, string? from, string? to, string? search, string? closingId,
            string? knownAt, string? limit, string? after, NpgsqlDataSource source, ReadPositions positions,
            CancellationToken ct) =>
        {
            if (closingId is not null && !Identifiers.IsValid(closingId))
                throw Problem.Malformed("closingId", "is not an id");
            var filter = Filter(customerId, status, from, to) with
            {
                Search = QueryText.Search("search", search), ClosingId = closingId,
            };
            var page = PageRequest.Read(limit, after);
            var position = await positions.Of(AsKnownAt.Read(knownAt), customerId, ct);
            var rows = await InvoiceRows.List(source, filter, position, page.AfterNumber, page.Limit + 1, ct);
            var answer = page.Of(rows, row => row.Summary.Position.ToString(CultureInfo.InvariantCulture));
            return TypedResults.Ok(new Page<InvoiceSummary>([.. answer.Items.Select(row => row.Summary)], answer.Next));
        })
        .AllowRead().WithName("ListInvoices").WithTags("Invoices")
        .WithSummary("Invoices and credit notes by date of issue, the newest first");

    /// <summary>Reads what lists and exports of invoices have in common.</summary>
    /// <exception cref="ProblemException">One of them is not what it should be.</exception>
    internal static InvoiceFilter Filter(string? customerId, string? status, string? from, string? to)
    {
        if (customerId is not null && !Identifiers.IsValid(customerId))
            throw Problem.Malformed("customerId", "is not an id");
        if (status is not null && !InvoiceSummary.Statuses.Contains(status))
            throw Problem.Malformed("status", $"must be one of {string.Join(", ", InvoiceSummary.Statuses)}");
        var (first, last) = QueryText.Span(from, to);
        return new(customerId, status, first, last);
    }
}
