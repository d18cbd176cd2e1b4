using System.Globalization;

namespace PackageBilling.Host;

/// <summary>All webhooks in the order in which they were made, without their secrets,
/// with what they have still to be told.</summary>
internal sealed record ListWebhooks(PageRequest Page) : IRequest<Page<WebhookView>>
{
    internal sealed class Handler(NpgsqlDataSource source) : IRequestHandler<ListWebhooks, Page<WebhookView>>
    {
        public async Task<Page<WebhookView>> Handle(ListWebhooks request, CancellationToken cancellationToken)
        {
            await using var command = source.CreateCommand($"""
                SELECT number, webhook_id, url, events, created, created_by,
                    (SELECT count(*) FROM webhooks.deliveries d WHERE d.webhook_id = w.webhook_id
                        AND d.state = '{WebhookTables.Waiting}'),
                    f.event, f.attempts, f.attempted, f.error
                FROM webhooks.webhooks w
                LEFT JOIN LATERAL (
                    SELECT event, attempts, attempted, error FROM webhooks.deliveries d
                    WHERE d.webhook_id = w.webhook_id AND d.state = '{WebhookTables.Waiting}' AND d.error IS NOT NULL
                    LIMIT 1) f ON true
                WHERE $1::bigint IS NULL OR number > $1 ORDER BY number LIMIT $2
                """);
            command.Parameters.Add(
                new() { Value = request.Page.AfterNumber ?? (object)DBNull.Value, NpgsqlDbType = NpgsqlDbType.Bigint });
            command.Parameters.Add(new() { Value = request.Page.Limit + 1 });
            var rows = new List<(long Number, WebhookView View)>();
            await using var row = await command.ExecuteReaderAsync(cancellationToken);
            while (await row.ReadAsync(cancellationToken))
                rows.Add((row.GetInt64(0), new(row.GetString(1), row.GetString(2), row.GetFieldValue<string[]>(3),
                    row.GetFieldValue<DateTimeOffset>(4), row.GetString(5), row.GetInt64(6),
                    row.IsDBNull(7) ? null : new(
                        row.GetString(7), row.GetInt32(8), row.GetFieldValue<DateTimeOffset>(9), row.GetString(10)))));
            var page = request.Page.Of(rows, one => one.Number.ToString(CultureInfo.InvariantCulture));
            return new([.. page.Items.Select(one => one.View)], page.Next);
        }
    }

    internal static void Map(RouteGroupBuilder webhooks) => webhooks
        .MapGet("", async (string? limit, string? after, IMediator mediator, CancellationToken ct) =>
            TypedResults.Ok(await mediator.Send(new ListWebhooks(PageRequest.Read(limit, after)), ct)))
        .AllowAdmin().WithName(nameof(ListWebhooks)).WithSummary("All webhooks, without their secrets");
}
