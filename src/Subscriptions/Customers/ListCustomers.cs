namespace PackageBilling.Subscriptions;

/// <summary>Lists customers in the order of their ids. A search finds a part of the id or of the name, whatever its
/// case and accents, and a whole DID in any notation that a customer has, had or will have.</summary>
internal sealed record ListCustomers(string? Search, PageRequest Page) : IRequest<Page<CustomerView>>
{
    internal sealed class Handler(NpgsqlDataSource source, ReadBarrier barrier)
        : IRequestHandler<ListCustomers, Page<CustomerView>>
    {
        private const string All = $"SELECT {CustomerRows.Columns} FROM subscriptions.customers WHERE customer_id > $1 "
            + "ORDER BY customer_id LIMIT $2";

        // Statements of their own: where the search or the DID may be empty, no index is of use.
        private const string Found = $"""
            SELECT {CustomerRows.Columns} FROM subscriptions.customers
            WHERE customer_id > $1 AND search_key LIKE $3
            ORDER BY customer_id LIMIT $2
            """;

        /// <summary>Those whose id or name has the pattern $3, or who have the DID $4 at any time.</summary>
        internal const string FoundByDid = $"""
            SELECT {CustomerRows.Columns} FROM subscriptions.customers
            WHERE customer_id > $1 AND (search_key LIKE $3 OR customer_id = ANY (ARRAY(
                SELECT customer_id FROM subscriptions.assignments WHERE did = $4 AND NOT cancelled)))
            ORDER BY customer_id LIMIT $2
            """;

        public async Task<Page<CustomerView>> Handle(ListCustomers request, CancellationToken cancellationToken)
        {
            await barrier.Cover(SubscriptionsProjection.ProjectionName, cancellationToken);
            var did = PhoneNumbers.Did(request.Search);
            await using var command = source.CreateCommand(
                request.Search is null ? All : did is null ? Found : FoundByDid);
            command.Parameters.AddValues(request.Page.After ?? "", request.Page.Limit + 1);
            if (request.Search is { } search) command.Parameters.AddValues(SearchKey.Containing(search));
            if (did is not null) command.Parameters.AddValues(did);
            await using var rows = await command.ExecuteReaderAsync(cancellationToken);
            List<CustomerView> customers = [];
            while (await rows.ReadAsync(cancellationToken)) customers.Add(CustomerRows.View(rows));
            return request.Page.Of(customers, customer => customer.CustomerId);
        }
    }

    internal static void Map(RouteGroupBuilder customers) =>
        customers.MapGet("", async (
            string? search, string? limit, string? after, IMediator mediator, CancellationToken ct) =>
            TypedResults.Ok(await mediator.Send(
                new ListCustomers(QueryText.Search("search", search), PageRequest.Read(limit, after)), ct)))
            .AllowRead().WithName(nameof(ListCustomers))
            .WithSummary("Lists customers, all or those whose id or name has a text in it, or who have it as a DID.");
}
