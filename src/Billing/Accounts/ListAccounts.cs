namespace PackageBilling.Billing;

/// <summary>
/// Accounts in the order of customer ids: all, or those that were told to have run dry (<c>exhausted</c>) or to be low, by the same
/// decision that tells webhooks so.
/// </summary>
internal sealed record ListAccounts(string? State, PageRequest Page) : IRequest<Page<NamedAccount>>
{
    internal static readonly string[] States = ["exhausted", "low"];

    internal sealed class Handler(NpgsqlDataSource source, ReadBarrier barrier) : IRequestHandler<ListAccounts, Page<NamedAccount>>
    {
        public async Task<Page<NamedAccount>> Handle(ListAccounts request, CancellationToken cancellationToken)
        {
            await barrier.Cover(BookProjection.ProjectionName, cancellationToken);
            if (request.State is not null) await barrier.Cover(WatchCredit.SubscriptionName, cancellationToken);
            await using var command = source.CreateCommand(Sql(request.State));
            command.Parameters.AddValues(request.Page.After ?? "", request.Page.Limit + 1);
            await using var rows = await command.ExecuteReaderAsync(cancellationToken);
            List<NamedAccount> accounts = [];
            while (await rows.ReadAsync(cancellationToken))
            {
                var (credit, limit) = (rows.GetDecimal(3), rows.GetDecimal(4));
                accounts.Add(new(rows.GetString(0), rows.GetString(1), rows.GetString(2), credit, limit, credit + limit, rows.GetDecimal(5)));
            }
            return request.Page.Of(accounts, account => account.CustomerId);
        }

        // Each state has an index of its own, so the few that are meant are found among any number.
        private static string Sql(string? state) => $"""
            SELECT c.customer_id, n.name, c.currency, coalesce(a.credit, 0), c.credit_limit, coalesce(a.accrued, 0)
            FROM billing.customers c {(state is null ? "" : "JOIN credit_watch.accounts w ON w.customer_id = c.customer_id AND " + (state == "low" ? "w.is_low" : "w.is_exhausted"))}
            JOIN billing.customer_names n ON n.customer_id = c.customer_id
            LEFT JOIN billing.accounts a ON a.customer_id = c.customer_id
            WHERE c.known_until = {BookProjection.Open} AND {(state is null ? "c" : "w")}.customer_id > $1
            ORDER BY {(state is null ? "c" : "w")}.customer_id LIMIT $2
            """;
    }

    internal static void Map(IEndpointRouteBuilder api) => api
        .MapGet("/accounts", async (string? state, string? limit, string? after, IMediator mediator, CancellationToken ct) =>
        {
            if (state is not null && !States.Contains(state)) throw Problem.Malformed("state", $"must be one of {string.Join(", ", States)}");
            return TypedResults.Ok(await mediator.Send(new ListAccounts(state, PageRequest.Read(limit, after)), ct));
        })
        .AllowRead().WithName("ListAccounts").WithTags("Credit").WithSummary("Accounts, all or those that have run dry or are low");
}
