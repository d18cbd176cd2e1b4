using System.Text;
using PackageBilling.Documents;
using PackageBilling.Documents.Styles;

namespace PackageBilling.Billing.Invoices;

/// <summary>An invoice or credit note as a page and as a PDF. All that it says is in its event, and until the customer
/// is erased it says the same at any time, in the same bytes while documents look the same (I23).</summary>
internal sealed class PrintInvoice(IssuedInvoices invoices, CustomerKeys keys, CarrierDocuments documents)
{
    /// <summary>The document of a number.</summary>
    /// <exception cref="ProblemException">There is none.</exception>
    public async Task<InvoiceDocument> Make(string number, CancellationToken ct)
    {
        var (_, stored, _) = await invoices.Get(number, null, ct);
        var issued = (InvoiceIssued)stored.Data;
        var texts = new PersonalTexts(keys);
        await texts.Load(
            [issued.Buyer.Name, issued.Buyer.Email, issued.Buyer.TaxId, .. issued.Buyer.Address,
                .. issued.Lines.Select(line => line.Did)], ct);
        return Document(issued, documents.Style, text => texts.Reveal(text));
    }

    /// <summary>What an event prints.</summary>
    /// <param name="issued">The event.</param>
    /// <param name="style">How documents look.</param>
    /// <param name="reveal">Turns tokens into texts.</param>
    internal static InvoiceDocument Document(InvoiceIssued issued, DocumentStyle style, Func<string, string> reveal)
    {
        var isInvoice = issued.Kind == InvoiceKind.Invoice;
        return new()
        {
            Kind = isInvoice ? DocumentKind.Invoice : DocumentKind.CreditNote,
            Number = issued.Number,
            IssuedOn = issued.On,
            PeriodFrom = issued.Lines.Min(line => line.Date),
            Through = issued.Through,
            DueOn = issued.DueOn,
            Currency = issued.Currency,
            MinorUnits = Currencies.MinorUnits(issued.Currency),
            Seller = Party(issued.Seller, text => text),
            Buyer = Party(issued.Buyer, reveal),
            CustomerId = issued.CustomerId,
            Lines = [.. issued.Lines.Select(line => Line(line, style, reveal))],
            Net = issued.Net,
            Taxes = [.. issued.Taxes.Select(tax => new DocumentTax(tax.Name, tax.Percent, tax.Amount))],
            Rounding = issued.Rounding,
            Total = issued.Total,
            PaidFromCredit = issued.PaidFromCredit,
            AmountDue = isInvoice ? issued.Total - issued.PaidFromCredit : null,
            RefersTo = issued.RefersTo,
            Reason = issued.Reason,
            Payment = issued.Payment ?? [],
        };
    }

    private static DocumentLine Line(InvoiceLine line, DocumentStyle style, Func<string, string> reveal) => new(
        line.Package, line.Amount, line.Quantity, UnitPrice: line.UnitPrice,
        Detail: Detail(StatementEntries.Describe(line.Kind.Text(), line.From is null ? line.Date : null, null, style),
            line.Did is { } did ? reveal(did) : null),
        From: line.From, To: line.To, PaidFromCredit: line.FromCredit);

    private static string Detail(string kind, string? did) => did is null ? kind : $"{did} · {kind}";

    private static Party Party(PrintedParty party, Func<string, string> reveal) => new(
        reveal(party.Name), [.. party.Address.Select(reveal)], party.Email is { } email ? reveal(email) : null,
        party.TaxId is { } taxId ? reveal(taxId) : null);

    internal static void Map(IEndpointRouteBuilder api)
    {
        Map(api, "html", "Html", "text/html; charset=utf-8", "a page that prints well",
            (invoice, style) => Encoding.UTF8.GetBytes(InvoiceHtml.Render(invoice, style)));
        Map(api, "pdf", "Pdf", "application/pdf", "a PDF", InvoicePdf.Render);
    }

    private static void Map(
        IEndpointRouteBuilder api, string extension, string name, string contentType, string title,
        Func<InvoiceDocument, DocumentStyle, byte[]> render) => api
        .MapGet($"/invoices/{{number}}.{extension}", async (
            string number, PrintInvoice print, CarrierDocuments documents, CancellationToken ct) =>
            TypedResults.Bytes(render(await print.Make(number, ct), documents.Style), contentType))
        .AllowRead().WithName($"PrintInvoice{name}").WithTags("Invoices")
        .Produces(200, contentType: contentType)
        .WithSummary($"An invoice or credit note as {title}");
}
