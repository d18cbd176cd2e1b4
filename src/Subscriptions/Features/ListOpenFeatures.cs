using System.Globalization;

namespace PackageBilling.Subscriptions;

/// <summary>
/// Lists the requests for platform features that are open, the oldest first: those without an answer
/// and those that failed, or on demand those that a provisioning system works on.
/// </summary>
internal sealed record ListOpenFeatures(string? State, PageRequest Page) : IRequest<Page<CustomerFeature>>
{
    internal static readonly string[] States =
    [
        FeatureRows.Text(PlatformFeatureState.Requested), FeatureRows.Text(PlatformFeatureState.Acknowledged),
        FeatureRows.Text(PlatformFeatureState.Failed),
    ];

    private static readonly string[] Waiting = [States[0], States[2]];

    internal sealed class Handler(NpgsqlDataSource source, ReadBarrier barrier)
        : IRequestHandler<ListOpenFeatures, Page<CustomerFeature>>
    {
        private const string Sql = $"""
            SELECT {FeatureRows.Columns}, f.request_position FROM subscriptions.platform_features f
            WHERE f.state <> f.wanted AND f.state = ANY ($1) AND ($2::bigint IS NULL OR f.request_position > $2)
            ORDER BY f.request_position, f.platform_feature LIMIT $3
            """;

        public async Task<Page<CustomerFeature>> Handle(ListOpenFeatures request, CancellationToken cancellationToken)
        {
            await barrier.Cover(SubscriptionsProjection.ProjectionName, cancellationToken);
            await using var command = source.CreateCommand(Sql);
            command.Parameters.AddValues(
                request.State is { } state ? [state] : Waiting,
                SqlParameters.Typed(request.Page.AfterNumber, NpgsqlDbType.Bigint), request.Page.Limit + 1);
            await using var rows = await command.ExecuteReaderAsync(cancellationToken);
            List<(CustomerFeature Feature, long Position)> found = [];
            while (await rows.ReadAsync(cancellationToken))
                found.Add((FeatureRows.View(rows), rows.GetInt64(FeatureRows.Count)));
            var page = request.Page.Of(found, one => one.Position.ToString(CultureInfo.InvariantCulture));
            return new([.. page.Items.Select(one => one.Feature)], page.Next);
        }
    }

    internal static void Map(IEndpointRouteBuilder api) =>
        api.MapGet("platform-features/open", async (
            string? state, string? limit, string? after, IMediator mediator, CancellationToken ct) =>
        {
            if (!string.IsNullOrEmpty(state) && !States.Contains(state))
                throw Problem.Malformed("state", $"must be one of {string.Join(", ", States)}");
            return TypedResults.Ok(await mediator.Send(new ListOpenFeatures(
                string.IsNullOrEmpty(state) ? null : state, PageRequest.Read(limit, after)), ct));
        })
            .AllowRead().WithName(nameof(ListOpenFeatures)).WithTags("Subscriptions")
            .WithSummary("Lists requests for platform features that are not acknowledged or failed, oldest first.");
}
