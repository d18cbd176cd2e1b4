namespace PackageBilling.Billing;

/// <summary>A customer's credit, what of it is available, and what waits for an invoice: now, or as it was known then.</summary>
internal sealed record GetAccount(string CustomerId, AsKnownAt? KnownAt = null) : IRequest<AccountView>
{
    internal sealed class Handler(NpgsqlDataSource source, ReadPositions positions, AccountThen then) : IRequestHandler<GetAccount, AccountView>
    {
        public async Task<AccountView> Handle(GetAccount request, CancellationToken cancellationToken)
        {
            if (await positions.Of(request.KnownAt, null, cancellationToken) is { } position) return await then.Read(request.CustomerId, position, cancellationToken);
            await using var command = source.CreateCommand($"""
                SELECT c.currency, coalesce(a.credit, 0), c.credit_limit, coalesce(a.accrued, 0)
                FROM billing.customers c LEFT JOIN billing.accounts a USING (customer_id)
                WHERE c.customer_id = $1 AND c.known_until = {BookProjection.Open}
                """);
            command.Parameters.Add(new() { Value = request.CustomerId });
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            if (!await reader.ReadAsync(cancellationToken)) throw Problem.NotFound("customerId", "customer", request.CustomerId);
            var (credit, limit) = (reader.GetDecimal(1), reader.GetDecimal(2));
            return new(request.CustomerId, reader.GetString(0), credit, limit, credit + limit, reader.GetDecimal(3));
        }
    }

    internal static void Map(IEndpointRouteBuilder api) => api
        .MapGet("/customers/{customerId}/account", async (string customerId, string? knownAt, string? at, IMediator mediator, CancellationToken ct) =>
            TypedResults.Ok(await mediator.Send(new GetAccount(customerId, AsKnownAt.Read(knownAt, at, "at")), ct)))
        .AllowRead().Deprecates("at", AsKnownAt.Name).WithName("GetAccount").WithTags("Credit").WithSummary("A customer's credit, now or as known at a position or an instant");
}
