using Microsoft.AspNetCore.Mvc;

namespace PackageBilling.Portal;

/// <summary>Management › Customers.</summary>
internal static class CustomerPages
{
    public const string Root = "/management/customers";
    public const string New = "/management/new-customer";

    private const int Shown = 50;

    public static readonly IReadOnlyList<(string, string?)> Trail = [("Management", null)];

    public static string Of(string customerId) => $"{Root}/{customerId}";

    public static void Map(IEndpointRouteBuilder portal)
    {
        const string one = Root + "/{customerId}";
        portal.MapGet(Root, ListCustomers);
        portal.MapGet(AccountList.Root, AccountList.Show);
        portal.MapGet(New, RegisterCustomer.Show).Needs(Ability.Operate);
        portal.MapPost(New, RegisterCustomer.Save);
        portal.MapGet(one, AccountPages.Account);
        portal.MapGet(one + "/statement", AccountPages.Statement);
        portal.MapGet(one + "/statement.{extension:regex(^(html|pdf|csv)$)}", AccountPages.StatementFile);
        portal.MapGet(one + "/charges", AccountPages.Charges);
        portal.MapGet(one + "/history", CustomerHistory.Show);
        portal.MapGet(one + "/dids", DidPages.List);
        portal.MapGet("/management/dids/{did}", DidPages.Show);
        portal.MapGet(one + "/calls", CustomerCallPages.Show);
        portal.MapPost(one + "/calls", CustomerCallPages.Upload)
            .WithMetadata(new RequestSizeLimitAttribute(CustomerCallPages.MaxUpload));
        portal.MapGet(one + "/edit", EditCustomer.Show).Needs(Ability.Operate);
        portal.MapPost(one + "/edit", EditCustomer.Save);
        portal.MapPost(one + "/edit/billing", EditCustomer.SaveBilling);
        portal.MapPost(one + "/edit/taxes", EditCustomer.SaveTaxes);
        portal.MapGet(one + "/payment", MoneyMoves.ShowPayment).Needs(Ability.Operate);
        portal.MapPost(one + "/payment", MoneyMoves.Pay);
        portal.MapGet(one + "/adjustment", MoneyMoves.ShowAdjustment).Needs(Ability.Operate);
        portal.MapPost(one + "/adjustment", MoneyMoves.Adjust);
        portal.MapGet("/management/charges/{chargeId}", ChargePages.Show);
        portal.MapPost("/management/charges/{chargeId}/reverse", ChargePages.Reverse);
    }

    private static async Task<IResult> ListCustomers(
        Visit visit, string? search, string? after, CancellationToken ct) => Page.Of<CustomersPage>(new
        {
            Search = search,
            Customers = await visit.Api.Customers(search, after, Shown, ct),
        });
}
