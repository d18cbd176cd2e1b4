namespace PackageBilling.Portal;

/// <summary>What a customer has, and what changed it.</summary>
internal static class AccountPages
{
    // What a line shows when nobody has chosen other dates.
    private const int Days = 90;

    private const int Rows = 100;

    public static async Task<IResult> Account(
        HttpContext http, Visit visit, string customerId, string? from, string? to, CancellationToken ct)
    {
        var span = http.Request.Query.ContainsKey("from")
            ? new Span(from, to) : new(Dates.Text(visit.Today.AddDays(-Days)), null);
        var (customer, account, features, line) = (
            visit.Api.Customer(customerId, ct), visit.Api.Account(customerId, ct), visit.Api.Features(customerId, ct),
            CreditLine.Of(visit, customerId, span, ct));
        return Page.Of<AccountPage>(new { Customer = (await customer).Value, Account = await account,
            Features = await features, Span = span, Line = await line });
    }

    public static async Task<IResult> Statement(
        Visit visit, string customerId, string? from, string? to, string? after, CancellationToken ct)
    {
        var span = new Span(from, to);
        var (customer, entries) =
            (visit.Api.Customer(customerId, ct), visit.Api.Statement(customerId, span, Rows, after, ct));
        return Page.Of<StatementPage>(new { Customer = (await customer).Value, Span = span, Entries = await entries });
    }

    /// <summary>The statement to print, which the browser shows, or as a file.</summary>
    public static async Task<IResult> StatementFile(HttpContext http, Visit visit, string customerId, string extension,
        string? from, string? to, CancellationToken ct)
    {
        var answer = await visit.Api.StatementFile(customerId, extension, new(from, to), ct);
        return await PassedOn.Document(http, answer, extension, $"statement-{customerId}", ct);
    }

    public static async Task<IResult> Charges(
        Visit visit, string customerId, string? from, string? to, string? after, CancellationToken ct)
    {
        var span = new Span(from, to);
        var (customer, lines) = (visit.Api.Customer(customerId, ct), visit.Api.Charges(customerId, span, after, ct));
        return Page.Of<ChargesPage>(new { Customer = (await customer).Value, Span = span, Lines = await lines });
    }
}
