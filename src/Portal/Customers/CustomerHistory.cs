namespace PackageBilling.Portal;

/// <summary>Who has done what to a customer and its packages, when and why.</summary>
internal static class CustomerHistory
{
    public static string Of(string customerId) => CustomerPages.Of(customerId) + "/history";

    public static async Task<IResult> Show(Visit visit, string customerId, string? after, CancellationToken ct)
    {
        var (customer, history) =
            (visit.Api.Customer(customerId, ct), visit.Api.CustomerHistory(customerId, after, ct));
        return Page.Of<CustomerHistoryPage>(new { Customer = (await customer).Value, History = await history });
    }
}
