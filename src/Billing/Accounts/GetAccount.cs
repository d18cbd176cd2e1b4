namespace PackageBilling.Billing.Accounts;

/// <summary>A customer's credit, what of it is available, and what waits for an invoice:
/// now, or as it was known then.</summary>
internal sealed record GetAccount(string CustomerId, AsKnownAt? KnownAt = null) : IRequest<AccountView>
{
    internal sealed class Handler(NpgsqlDataSource source, ReadPositions positions, AccountThen then)
        : IRequestHandler<GetAccount, AccountView>
    {
        public async Task<AccountView> Handle(GetAccount request, CancellationToken cancellationToken)
        {
            if (await positions.Of(request.KnownAt, null, cancellationToken) is { } position)
                return await then.Read(request.CustomerId, position, cancellationToken);
            var account = await AccountRows.Find(source, request.CustomerId, cancellationToken)
                ?? throw Problem.NotFound("customerId", "customer", request.CustomerId);
            var (credit, limit) = (account.Credit, account.CreditLimit);
            var (open, invoices) = await InvoiceRows.LeftToPay(source, request.CustomerId, null, cancellationToken);
            return new(account.CustomerId, account.Currency, credit, limit, credit + limit, account.Accrued, open,
                invoices);
        }
    }

    internal static void Map(IEndpointRouteBuilder api) => api
        .MapGet("/customers/{customerId}/account", async (
            string customerId, string? knownAt, string? at, IMediator mediator, CancellationToken ct) =>
            TypedResults.Ok(await mediator.Send(new GetAccount(customerId, AsKnownAt.Read(knownAt, at, "at")), ct)))
        .AllowRead().Deprecates("at", AsKnownAt.Name).WithName("GetAccount").WithTags("Credit")
        .WithSummary("A customer's credit, now or as known at a position or an instant");
}
