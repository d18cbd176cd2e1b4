namespace PackageBilling.Portal;

/// <summary>Payments, and corrections of the credit by hand.</summary>
internal static class MoneyMoves
{
    public static Task<IResult> ShowPayment(Visit visit, string customerId, CancellationToken ct) =>
        Form(visit, customerId, true, FormState.New(), ct);

    public static Task<IResult> ShowAdjustment(Visit visit, string customerId, CancellationToken ct) =>
        Form(visit, customerId, false, FormState.New(), ct);

    public static async Task<IResult> Pay(HttpContext http, Visit visit, string customerId, CancellationToken ct)
    {
        var form = await FormState.Read(http, ct);
        return await Move(visit, customerId, true, form, async () =>
        {
            var paid = await visit.Api.Pay(
                customerId,
                FormState.Body(("amount", form.Text("amount") ?? ""), ("reference", form.Text("reference")),
                    ("invoices", form.All("invoices") is { Count: > 0 } named ? named : null)),
                form.Writing, ct);
            return (paid.Amount, paid.Credit);
        }, ct);
    }

    public static async Task<IResult> Adjust(HttpContext http, Visit visit, string customerId, CancellationToken ct)
    {
        var form = await FormState.Read(http, ct);
        return await Move(visit, customerId, false, form, async () =>
        {
            var made = await visit.Api.Adjust(
                customerId, FormState.Body(("amount", form.Text("amount") ?? ""), ("reason", form.Text("reason"))),
                form.Writing with { Reason = null }, ct);
            return (made.Amount, made.Credit);
        }, ct);
    }

    private static async Task<IResult> Move(
        Visit visit, string customerId, bool payment, FormState form,
        Func<Task<(decimal Amount, decimal Credit)>> write, CancellationToken ct)
    {
        try
        {
            var (amount, credit) = await write();
            return visit.Done(
                CustomerPages.Of(customerId),
                $"{(payment ? "Payment" : "Adjustment")} of {visit.Formats.Amount(amount)} is entered. "
                    + $"The credit is {visit.Formats.Amount(credit)}.");
        }
        catch (ApiRefusedException refused) when (form.Take(refused))
        {
            return await Form(visit, customerId, payment, form, ct);
        }
    }

    private static async Task<IResult> Form(
        Visit visit, string customerId, bool payment, FormState form, CancellationToken ct)
    {
        var (customer, open) = (visit.Api.Customer(customerId, ct),
            payment ? visit.Api.OpenInvoices(customerId, ct) : Task.FromResult<IReadOnlyList<InvoiceSummary>>([]));
        return Page.Of<MoneyMovePage>(
            new { Customer = (await customer).Value, IsPayment = payment, Form = form, Open = await open },
            form.IsRefused ? StatusCodes.Status422UnprocessableEntity : StatusCodes.Status200OK);
    }
}
