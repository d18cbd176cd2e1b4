namespace PackageBilling.Billing.Accounts;

/// <summary>
/// Accounts in the order of customer ids: all, or those that were told to have run dry (<c>exhausted</c>) or to be low,
/// by the same decision that tells webhooks so.
/// </summary>
internal sealed record ListAccounts(string? State, PageRequest Page) : IRequest<Page<NamedAccount>>
{
    internal static readonly string[] States = ["exhausted", "low"];

    internal sealed class Handler(NpgsqlDataSource source, ReadBarrier barrier)
        : IRequestHandler<ListAccounts, Page<NamedAccount>>
    {
        public async Task<Page<NamedAccount>> Handle(ListAccounts request, CancellationToken cancellationToken)
        {
            await barrier.Cover(BookProjection.ProjectionName, cancellationToken);
            if (request.State is not null) await barrier.Cover(WatchCredit.SubscriptionName, cancellationToken);
            var rows = await AccountRows.List(
                source, request.State, request.Page.After ?? "", request.Page.Limit + 1, cancellationToken);
            var accounts = rows.ConvertAll(row => new NamedAccount(
                row.CustomerId, row.Name!, row.Currency, row.Credit, row.CreditLimit, row.Credit + row.CreditLimit,
                row.Accrued));
            return request.Page.Of(accounts, account => account.CustomerId);
        }
    }

    internal static void Map(IEndpointRouteBuilder api) => api
        .MapGet("/accounts", async (
            string? state, string? limit, string? after, IMediator mediator, CancellationToken ct) =>
        {
            if (state is not null && !States.Contains(state))
                throw Problem.Malformed("state", $"must be one of {string.Join(", ", States)}");
            return TypedResults.Ok(await mediator.Send(new ListAccounts(state, PageRequest.Read(limit, after)), ct));
        })
        .AllowRead().WithName("ListAccounts").WithTags("Credit")
        .WithSummary("Accounts, all or those that have run dry or are low");
}
