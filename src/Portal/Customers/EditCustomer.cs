namespace PackageBilling.Portal;

/// <summary>The forms that change what may change of a customer: itself, its billing details and its taxes.</summary>
internal static class EditCustomer
{
    public static async Task<IResult> Show(Visit visit, string customerId, CancellationToken ct)
    {
        var customer = await visit.Api.Customer(customerId, ct);
        return await Form(visit, customer, forms => forms, ct);
    }

    public static Task<IResult> Save(HttpContext http, Visit visit, string customerId, CancellationToken ct) =>
        Save(http, visit, customerId, CustomerPages.Of(customerId), "The customer is changed.",
            form => FormState.Body(("name", form.Text("name") ?? ""), ("timeZone", form.Text("timeZone")),
                ("creditLimit", form.Text("creditLimit"))),
            (body, writing) => visit.Api.EditCustomer(customerId, body, writing, ct),
            (forms, form) => forms with { Details = form }, ct);

    public static Task<IResult> SaveBilling(HttpContext http, Visit visit, string customerId, CancellationToken ct) =>
        Save(http, visit, customerId, Here(customerId), "The billing details are saved.",
            CustomerForms.BillingBody, (body, writing) => visit.Api.ChangeBilling(customerId, body, writing, ct),
            (forms, form) => forms with { Billing = form }, ct);

    public static Task<IResult> SaveTaxes(HttpContext http, Visit visit, string customerId, CancellationToken ct) =>
        Save(http, visit, customerId, Here(customerId), "The taxes are saved.",
            CustomerForms.TaxesBody, (body, writing) => visit.Api.ChangeTaxRates(customerId, body, writing, ct),
            (forms, form) => forms with { Taxes = form }, ct);

    /// <summary>The page with the forms.</summary>
    public static string Here(string customerId) => CustomerPages.Of(customerId) + "/edit";

    private static async Task<IResult> Save(
        HttpContext http, Visit visit, string customerId, string next, string said,
        Func<FormState, Dictionary<string, object>> bodyOf, Func<object, Writing, Task> write,
        Func<CustomerForms, FormState, CustomerForms> with, CancellationToken ct)
    {
        var form = await FormState.Read(http, ct);
        var customer = await visit.Api.Customer(customerId, ct);
        try
        {
            var body = bodyOf(form);
            // What can't be read must not count as left out.
            if (form.IsRefused) return await Refused();
            await write(body, form.Writing);
            return visit.Done(next, said);
        }
        catch (ApiRefusedException refused) when (form.Take(CustomerForms.ByRow(form, refused)))
        {
            return await Refused();
        }

        Task<IResult> Refused() => Form(visit, customer, forms => with(forms, form), ct);
    }

    private static async Task<IResult> Form(
        Visit visit, Seen<CustomerView> customer, Func<CustomerForms, CustomerForms> with, CancellationToken ct)
    {
        var billing = await visit.Api.Billing(customer.Value.CustomerId, ct);
        var forms = with(CustomerForms.Of(customer.Value, billing, visit.Today));
        var isRefused = forms.Details.IsRefused || forms.Billing.IsRefused || forms.Taxes.IsRefused;
        return Page.Of<EditCustomerPage>(
            new { Customer = customer.Value, Billing = billing, customer.Tag, Forms = forms },
            isRefused ? StatusCodes.Status422UnprocessableEntity : StatusCodes.Status200OK);
    }
}
