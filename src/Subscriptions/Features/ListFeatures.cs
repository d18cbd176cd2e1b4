namespace PackageBilling.Subscriptions;

/// <summary>Lists the platform features that are switched on for a customer;
/// never more than there are configured.</summary>
internal sealed record ListFeatures(string CustomerId) : IRequest<IReadOnlyList<EnabledFeature>>
{
    internal sealed class Handler(NpgsqlDataSource source, ReadBarrier barrier)
        : IRequestHandler<ListFeatures, IReadOnlyList<EnabledFeature>>
    {
        private const string Sql = """
            SELECT f.platform_feature, f.enabled_on
            FROM subscriptions.customers c
            LEFT JOIN subscriptions.platform_features f ON f.customer_id = c.customer_id
            WHERE c.customer_id = $1 ORDER BY f.platform_feature
            """;

        public async Task<IReadOnlyList<EnabledFeature>> Handle(
            ListFeatures request, CancellationToken cancellationToken)
        {
            await barrier.Cover(SubscriptionsProjection.ProjectionName, cancellationToken);
            await using var command = source.CreateCommand(Sql);
            command.Parameters.Add(new() { Value = request.CustomerId });
            await using var rows = await command.ExecuteReaderAsync(cancellationToken);
            if (!rows.HasRows) throw Problem.NotFound("customerId", "customer", request.CustomerId);
            List<EnabledFeature> features = [];
            while (await rows.ReadAsync(cancellationToken))
                if (!rows.IsDBNull(0)) features.Add(new(rows.GetString(0), rows.GetFieldValue<DateOnly>(1)));
            return features;
        }
    }

    internal static void Map(RouteGroupBuilder customers) =>
        customers.MapGet("{customerId}/features", async (string customerId, IMediator mediator, CancellationToken ct) =>
            TypedResults.Ok(await mediator.Send(new ListFeatures(customerId), ct)))
            .AllowRead().WithName(nameof(ListFeatures))
            .WithSummary("Lists the platform features that are on for a customer.");
}
