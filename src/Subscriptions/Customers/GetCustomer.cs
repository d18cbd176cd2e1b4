namespace PackageBilling.Subscriptions;

/// <summary>Shows a customer.</summary>
internal sealed record GetCustomer(string CustomerId) : IRequest<Versioned<CustomerView>>
{
    internal sealed class Handler(NpgsqlDataSource source, ReadBarrier barrier)
        : IRequestHandler<GetCustomer, Versioned<CustomerView>>
    {
        public async Task<Versioned<CustomerView>> Handle(GetCustomer request, CancellationToken cancellationToken)
        {
            await barrier.Cover(SubscriptionsProjection.ProjectionName, cancellationToken);
            await using var command = source.CreateCommand(
                $"SELECT {CustomerRows.Columns} FROM subscriptions.customers WHERE customer_id = $1");
            command.Parameters.Add(new() { Value = request.CustomerId });
            await using var rows = await command.ExecuteReaderAsync(cancellationToken);
            return await rows.ReadAsync(cancellationToken)
                ? new(CustomerRows.View(rows), CustomerRows.Version(rows))
                : throw Problem.NotFound("customerId", "customer", request.CustomerId);
        }
    }

    internal static void Map(RouteGroupBuilder customers) =>
        customers.MapGet("{customerId}", async (
            string customerId, IMediator mediator, HttpResponse response, CancellationToken ct) =>
            TypedResults.Ok(response.WithETag(await mediator.Send(new GetCustomer(customerId), ct))))
            .AllowRead().WithName(nameof(GetCustomer)).WithSummary("Shows a customer.");
}
