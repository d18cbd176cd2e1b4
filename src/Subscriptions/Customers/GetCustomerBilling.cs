namespace PackageBilling.Subscriptions;

/// <summary>Shows what a customer's documents say about it, and its taxes by date.</summary>
internal sealed record GetCustomerBilling(string CustomerId) : IRequest<Versioned<CustomerBilling>>
{
    internal sealed class Handler(CommandLog log) : IRequestHandler<GetCustomerBilling, Versioned<CustomerBilling>>
    {
        public async Task<Versioned<CustomerBilling>> Handle(
            GetCustomerBilling request, CancellationToken cancellationToken)
        {
            var (billed, version) = await log.LoadBilled(request.CustomerId, cancellationToken);
            return new(billed.View(), version);
        }
    }

    internal static void Map(RouteGroupBuilder customers) =>
        customers.MapGet("{customerId}/billing", async (
            string customerId, IMediator mediator, HttpResponse response, CancellationToken ct) =>
            TypedResults.Ok(response.WithETag(await mediator.Send(new GetCustomerBilling(customerId), ct))))
            .AllowRead().WithName(nameof(GetCustomerBilling))
            .WithSummary("Shows what a customer's documents say about it, and its taxes by date.");
}
