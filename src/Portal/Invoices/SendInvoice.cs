namespace PackageBilling.Portal;

/// <summary>Sends an invoice or credit note by e-mail.</summary>
internal static class SendInvoice
{
    public static string Of(string number) => InvoicePages.Of(number) + "/send";

    public static async Task<IResult> Show(Visit visit, string number, CancellationToken ct)
    {
        var invoice = await visit.Api.Invoice(number, ct);
        return Form(invoice.Summary, FormState.New(("to", invoice.Buyer.Email ?? "")));
    }

    public static async Task<IResult> Send(HttpContext http, Visit visit, string number, CancellationToken ct)
    {
        var (form, invoice) = (await FormState.Read(http, ct), (await visit.Api.Invoice(number, ct)).Summary);
        try
        {
            await visit.Api.SendInvoice(number, FormState.Body(("to", form.Text("to"))), form.Writing, ct);
            return visit.Done(InvoicePages.Of(number), $"{number} will be sent.");
        }
        catch (ApiRefusedException refused) when (form.Take(refused))
        {
            return Form(invoice, form);
        }
    }

    private static IResult Form(InvoiceSummary invoice, FormState form) => Page.Of<SendInvoicePage>(
        new { Invoice = invoice, Form = form },
        form.IsRefused ? StatusCodes.Status422UnprocessableEntity : StatusCodes.Status200OK);
}
