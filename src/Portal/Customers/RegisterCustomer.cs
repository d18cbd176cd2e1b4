namespace PackageBilling.Portal;

/// <summary>The form that registers a customer.</summary>
internal static class RegisterCustomer
{
    public static IResult Show() => Form(FormState.New(("currency", "USD"), ("timeZone", "UTC"), ("creditLimit", "0")));

    public static async Task<IResult> Save(HttpContext http, Visit visit, CancellationToken ct)
    {
        var form = await FormState.Read(http, ct);
        try
        {
            var customer = await visit.Api.RegisterCustomer(FormState.Body(
                ("customerId", form.Text("customerId") ?? ""), ("name", form.Text("name") ?? ""),
                ("currency", form.Text("currency")),
                ("timeZone", form.Text("timeZone")), ("creditLimit", form.Text("creditLimit"))), form.Writing, ct);
            return visit.Done(CustomerPages.Of(customer.CustomerId), $"Customer {customer.Name} is registered.");
        }
        catch (ApiRefusedException refused) when (form.Take(refused))
        {
            return Form(form);
        }
    }

    private static IResult Form(FormState form) =>
        Page.Of<RegisterCustomerPage>(
            new { Form = form }, form.IsRefused ? StatusCodes.Status422UnprocessableEntity : StatusCodes.Status200OK);
}
