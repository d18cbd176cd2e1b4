using Microsoft.AspNetCore.Http;

namespace PackageBilling.Portal;

/// <summary>What a customer has, and what changed it.</summary>
internal static class AccountPages
{
    // Enough for a line over the last weeks; the statement has the rest.
    private const int Shown = 10;

    public static async Task<IResult> Account(Visit visit, string customerId, CancellationToken ct)
    {
        var (customer, account, features) = (visit.Api.Customer(customerId, ct), visit.Api.Account(customerId, ct), visit.Api.Features(customerId, ct));
        var entries = await Latest(visit, customerId, ct);
        return Page.Of<AccountPage>(new
        {
            Customer = (await customer).Value,
            Account = await account,
            Features = await features,
            Entries = entries,
            Last = (IReadOnlyList<StatementEntry>)[.. entries.Reverse().Take(Shown)],
        });
    }

    public static async Task<IResult> Statement(Visit visit, string customerId, string? from, string? to, string? after, CancellationToken ct)
    {
        var span = new Span(from, to);
        var (customer, entries) = (visit.Api.Customer(customerId, ct), visit.Api.Statement(customerId, span, after, ct));
        return Page.Of<StatementPage>(new { Customer = (await customer).Value, Span = span, Entries = await entries, IsLater = !string.IsNullOrEmpty(after) });
    }

    public static async Task<IResult> Charges(Visit visit, string customerId, string? from, string? to, string? after, CancellationToken ct)
    {
        var span = new Span(from, to);
        var (customer, lines) = (visit.Api.Customer(customerId, ct), visit.Api.Charges(customerId, span, after, ct));
        return Page.Of<ChargesPage>(new { Customer = (await customer).Value, Span = span, Lines = await lines, IsLater = !string.IsNullOrEmpty(after) });
    }

    // The interface lists a statement from its beginning: the last 90 days, or the last page of all when there is nothing in them.
    private static async Task<IReadOnlyList<StatementEntry>> Latest(Visit visit, string customerId, CancellationToken ct)
    {
        List<StatementEntry> entries = [];
        var span = new Span(DateText.Of(visit.Today.AddDays(-90)), null);
        string? after = null;
        do
        {
            var page = await visit.Api.Statement(customerId, span, after, ct);
            entries.AddRange(page.Items);
            after = page.Next;
        }
        while (after is not null && entries.Count < BillingApi.MaxRows);
        return entries;
    }
}
