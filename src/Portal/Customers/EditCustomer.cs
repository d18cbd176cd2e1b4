using System.Globalization;

namespace PackageBilling.Portal;

/// <summary>The form that changes what may change of a customer.</summary>
internal static class EditCustomer
{
    public static async Task<IResult> Show(Visit visit, string customerId, CancellationToken ct)
    {
        var customer = await visit.Api.Customer(customerId, ct);
        return Form(customer, FormState.New(("name", customer.Value.Name), ("timeZone", customer.Value.TimeZone),
            ("creditLimit", customer.Value.CreditLimit.ToString("0.######", CultureInfo.InvariantCulture))));
    }

    public static async Task<IResult> Save(HttpContext http, Visit visit, string customerId, CancellationToken ct)
    {
        var form = await FormState.Read(http, ct);
        var customer = await visit.Api.Customer(customerId, ct);
        try
        {
            await visit.Api.EditCustomer(customerId, FormState.Body(
                ("name", form.Text("name") ?? ""), ("timeZone", form.Text("timeZone")),
                ("creditLimit", form.Text("creditLimit"))), form.Writing, ct);
            return visit.Done(CustomerPages.Of(customerId), "The customer is changed.");
        }
        catch (ApiRefusedException refused) when (form.Take(refused))
        {
            return Form(customer, form);
        }
    }

    private static IResult Form(Seen<CustomerView> customer, FormState form) => Page.Of<EditCustomerPage>(
        new { Customer = customer.Value, Tag = form.Seen ?? customer.Tag, Form = form },
        form.IsRefused ? StatusCodes.Status422UnprocessableEntity : StatusCodes.Status200OK);
}
