namespace PackageBilling.Portal;

/// <summary>Management › Invoices.</summary>
internal static class InvoicePages
{
    public const string Root = "/management/invoices";

    private const int Shown = 50;

    /// <summary>The pages above those of one invoice.</summary>
    public static readonly IReadOnlyList<(string, string?)> Trail = [.. CustomerPages.Trail, ("Invoices", Root)];

    public static string Of(string number) => $"{Root}/{number}";

    public static string OfCustomer(string customerId) => CustomerPages.Of(customerId) + "/invoices";

    public static string OfClosing(string closingId) => Addresses.Of(Root, ("closingId", closingId));

    public static void Map(IEndpointRouteBuilder portal)
    {
        const string one = Root + "/{number}";
        portal.MapGet(Root, List);
        portal.MapGet(CustomerPages.Root + "/{customerId}/invoices", Customer);
        portal.MapGet(ClosePeriod.Address, ClosePeriod.Show).Needs(Ability.Simulate);
        portal.MapPost(ClosePeriod.Address, ClosePeriod.Issue);
        portal.MapGet("/management/closings/{closingId}", ClosePeriod.Closing);
        portal.MapGet(one, One);
        portal.MapGet(one + "/document.{extension:regex(^(html|pdf)$)}", File);
        portal.MapGet(one + "/payment", PayInvoice.Show).Needs(Ability.Operate);
        portal.MapPost(one + "/payment", PayInvoice.Pay);
        portal.MapGet(one + "/send", SendInvoice.Show).Needs(Ability.Operate);
        portal.MapPost(one + "/send", SendInvoice.Send);
        portal.MapGet(one + "/credit", CreditInvoice.Show).Needs(Ability.Operate);
        portal.MapPost(one + "/credit", CreditInvoice.Issue);
    }

    private static async Task<IResult> List(
        Visit visit, string? status, string? from, string? to, string? search, string? closingId, string? after,
        CancellationToken ct)
    {
        var query = new InvoiceQuery(status, new(from, to), search?.Trim(), closingId);
        return Page.Of<InvoicesPage>(
            new { Query = query, Invoices = await visit.Api.Invoices(query, Shown, after, ct) });
    }

    private static async Task<IResult> Customer(Visit visit, string customerId, string? after, CancellationToken ct)
    {
        var (customer, invoices) = (visit.Api.Customer(customerId, ct),
            visit.Api.Invoices(new(CustomerId: customerId), Shown, after, ct));
        return Page.Of<CustomerInvoicesPage>(new { Customer = (await customer).Value, Invoices = await invoices });
    }

    private static async Task<IResult> One(Visit visit, string number, CancellationToken ct) =>
        Page.Of<InvoicePage>(new { Invoice = await visit.Api.Invoice(number, ct) });

    private static async Task<IResult> File(
        HttpContext http, Visit visit, string number, string extension, CancellationToken ct) =>
        await PassedOn.Document(http, await visit.Api.InvoiceFile(number, extension, ct), extension, number, ct);
}
