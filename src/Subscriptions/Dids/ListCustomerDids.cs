namespace PackageBilling.Subscriptions;

/// <summary>
/// Lists the DIDs that a customer has, had and will have, in the order of their digits, each with its dates and where
/// it stands today where the customer lives; cancelled assignments never had one.
/// </summary>
internal sealed record ListCustomerDids(string CustomerId, PageRequest Page) : IRequest<Page<CustomerDid>>
{
    internal sealed class Handler(NpgsqlDataSource source, CustomerToday today)
        : IRequestHandler<ListCustomerDids, Page<CustomerDid>>
    {
        // Between two assignments a DID may be nobody's, so what it is today is not to be told from
        // its first and last day.
        private const string Sql = """
            SELECT did, min(start_date), CASE WHEN bool_or(end_date IS NULL) THEN NULL ELSE max(end_date) END, count(*),
                bool_or(start_date <= $3 AND (end_date IS NULL OR end_date >= $3)), bool_or(start_date > $3)
            FROM subscriptions.assignments WHERE customer_id = $1 AND did > $2 AND NOT cancelled
            GROUP BY did ORDER BY did LIMIT $4
            """;

        public async Task<Page<CustomerDid>> Handle(ListCustomerDids request, CancellationToken cancellationToken)
        {
            var localToday = await today.Of(request.CustomerId, cancellationToken);
            await using var command = source.CreateCommand(Sql);
            command.Parameters.AddValues(
                request.CustomerId, request.Page.After ?? "", localToday, request.Page.Limit + 1);
            await using var rows = await command.ExecuteReaderAsync(cancellationToken);
            List<CustomerDid> dids = [];
            while (await rows.ReadAsync(cancellationToken))
            {
                var status = rows.GetBoolean(4)
                    ? AssignmentStatus.Active : rows.GetBoolean(5) ? AssignmentStatus.Upcoming : AssignmentStatus.Ended;
                dids.Add(new(rows.GetString(0), rows.GetFieldValue<DateOnly>(1), rows.GetFieldValue<DateOnly?>(2),
                    rows.GetInt64(3), status));
            }
            return request.Page.Of(dids, did => did.Did);
        }
    }

    internal static void Map(RouteGroupBuilder customers) =>
        customers.MapGet("{customerId}/dids", async (
            string customerId, string? limit, string? after, IMediator mediator, CancellationToken ct) =>
            TypedResults.Ok(await mediator.Send(new ListCustomerDids(customerId, PageRequest.Read(limit, after)), ct)))
            .AllowRead().WithName(nameof(ListCustomerDids))
            .WithSummary("Lists a customer's DIDs, past, present and future.");
}
