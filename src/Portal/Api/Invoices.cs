using System.Text.Json;

namespace PackageBilling.Portal;

/// <summary>Invoices, credit notes and the closing of periods (api: "Invoices").</summary>
internal sealed partial class BillingApi
{
    private static readonly string[] LeftToPay =
        [InvoiceSummary.OpenStatus, InvoiceSummary.PartlyPaid, InvoiceSummary.Overdue];

    public Task<Page<InvoiceSummary>> Invoices(InvoiceQuery query, int limit, string? after, CancellationToken ct) =>
        Get<Page<InvoiceSummary>>("/api/invoices", ct, ("customerId", query.CustomerId), ("status", query.Status),
            ("from", query.Span?.From), ("to", query.Span?.To), ("search", query.Search),
            ("closingId", query.ClosingId), Limit(limit), ("after", after));

    /// <summary>A customer's invoices with something left to pay, the oldest first.</summary>
    public async Task<IReadOnlyList<InvoiceSummary>> OpenInvoices(string customerId, CancellationToken ct)
    {
        var pages = await Task.WhenAll(LeftToPay.Select(status =>
            Invoices(new(Status: status, CustomerId: customerId), MaxRows, null, ct)));
        return [.. pages.SelectMany(page => page.Items).OrderBy(invoice => invoice.Position)];
    }

    public Task<InvoiceView> Invoice(string number, CancellationToken ct) =>
        Get<InvoiceView>($"/api/invoices/{Id(number)}", ct);

    /// <summary>An invoice as html or pdf. The answer is the caller's to dispose of.</summary>
    public Task<HttpResponseMessage> InvoiceFile(string number, string extension, CancellationToken ct) =>
        Send(HttpMethod.Get, $"/api/invoices/{Id(number)}.{extension}", null, null, ct);

    /// <summary>Issues a credit note; the credit note.</summary>
    public Task<InvoiceView> CreditInvoice(string number, object body, Writing writing, CancellationToken ct) =>
        Post<InvoiceView>($"/api/invoices/{Id(number)}/credit", body, writing, ct);

    /// <summary>Asks for a document to be sent by e-mail.</summary>
    public Task SendInvoice(string number, object body, Writing writing, CancellationToken ct) =>
        Post<JsonElement>($"/api/invoices/{Id(number)}/send", body, writing, ct);

    /// <summary>What closing a period would issue; issues it unless it is simulated.</summary>
    public Task<ClosingReport> ClosePeriod(object body, Writing writing, CancellationToken ct) =>
        Post<ClosingReport>("/api/invoices/close", body, writing, ct);

    public Task<ClosingReport> Closing(string closingId, CancellationToken ct) =>
        Get<ClosingReport>($"/api/invoices/closings/{Id(closingId)}", ct);
}

/// <summary>Which invoices a list shows; null for any.</summary>
/// <param name="Status">How they stand.</param>
/// <param name="Span">When they were issued.</param>
/// <param name="Search">What their numbers or their customers' ids begin with.</param>
/// <param name="ClosingId">The closing that issued them.</param>
/// <param name="CustomerId">Whose they are.</param>
public sealed record InvoiceQuery(
    string? Status = null, Span? Span = null, string? Search = null, string? ClosingId = null,
    string? CustomerId = null)
{
    /// <summary>Whether nothing is left out.</summary>
    public bool IsAll => string.IsNullOrEmpty(Status) && string.IsNullOrEmpty(Search)
        && string.IsNullOrEmpty(ClosingId) && Span is null or { IsAll: true };
}
