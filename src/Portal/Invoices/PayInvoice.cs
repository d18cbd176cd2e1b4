namespace PackageBilling.Portal;

/// <summary>Records a payment for one invoice.</summary>
internal static class PayInvoice
{
    public static string Of(string number) => InvoicePages.Of(number) + "/payment";

    public static async Task<IResult> Show(Visit visit, string number, CancellationToken ct)
    {
        var invoice = (await visit.Api.Invoice(number, ct)).Summary;
        return Form(invoice, FormState.New(("amount", Amounts.Text(invoice.Open))));
    }

    public static async Task<IResult> Pay(HttpContext http, Visit visit, string number, CancellationToken ct)
    {
        var (form, invoice) = (await FormState.Read(http, ct), (await visit.Api.Invoice(number, ct)).Summary);
        try
        {
            var paid = await visit.Api.Pay(
                invoice.CustomerId,
                FormState.Body(("amount", form.Text("amount") ?? ""), ("reference", form.Text("reference")),
                    ("invoices", new[] { number })),
                form.Writing, ct);
            var left = (await visit.Api.Invoice(number, ct)).Summary.Open;
            return visit.Done(InvoicePages.Of(number),
                $"Payment of {visit.Formats.Money(paid.Amount, invoice.Currency)} recorded. "
                + (left > 0 ? $"{visit.Formats.Total(left, invoice.Currency)} is left to pay."
                    : "The invoice is paid."));
        }
        catch (ApiRefusedException refused) when (form.Take(refused))
        {
            return Form(invoice, form);
        }
    }

    private static IResult Form(InvoiceSummary invoice, FormState form) => Page.Of<PayInvoicePage>(
        new { Invoice = invoice, Form = form },
        form.IsRefused ? StatusCodes.Status422UnprocessableEntity : StatusCodes.Status200OK);
}
