namespace PackageBilling.Subscriptions;

/// <summary>
/// Lists the platform features of a customer, those that are off too; never more than were ever configured. What the
/// customer's assignments bring is asked for first, which takes a moment.
/// </summary>
internal sealed record ListFeatures(string CustomerId) : IRequest<IReadOnlyList<CustomerFeature>>
{
    internal sealed class Handler(
        NpgsqlDataSource source, ReadBarrier barrier, FeatureUses uses, TimeProvider clock)
        : IRequestHandler<ListFeatures, IReadOnlyList<CustomerFeature>>
    {
        private const string Sql = $"""
            SELECT {FeatureRows.Columns}
            FROM subscriptions.customers c
            LEFT JOIN subscriptions.platform_features f ON f.customer_id = c.customer_id
            WHERE c.customer_id = $1 ORDER BY f.platform_feature
            """;

        private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(20);

        public async Task<IReadOnlyList<CustomerFeature>> Handle(
            ListFeatures request, CancellationToken cancellationToken)
        {
            await barrier.Cover(SubscriptionsProjection.ProjectionName, cancellationToken);
            await WaitForRequests(request.CustomerId, cancellationToken);
            await using var command = source.CreateCommand(Sql);
            command.Parameters.Add(new() { Value = request.CustomerId });
            await using var rows = await command.ExecuteReaderAsync(cancellationToken);
            if (!rows.HasRows) throw Problem.NotFound("customerId", "customer", request.CustomerId);
            List<CustomerFeature> features = [];
            while (await rows.ReadAsync(cancellationToken))
                if (!rows.IsDBNull(0)) features.Add(FeatureRows.View(rows));
            return features;
        }

        // The node that asks may be busy or starting: then the answer is what was asked for so far.
        private async Task WaitForRequests(string customerId, CancellationToken ct)
        {
            var begun = clock.GetTimestamp();
            while (await uses.Differ(customerId, clock.GetUtcNow(), ct)
                && clock.GetElapsedTime(begun) < ReadBarrier.Patience)
                await Task.Delay(Look, clock, ct);
        }
    }

    internal static void Map(RouteGroupBuilder customers) =>
        customers.MapGet("{customerId}/features", async (string customerId, IMediator mediator, CancellationToken ct) =>
            TypedResults.Ok(await mediator.Send(new ListFeatures(customerId), ct)))
            .AllowRead().WithName(nameof(ListFeatures))
            .WithSummary("Lists a customer's platform features, and where each stands.");
}
