using System.Globalization;

namespace PackageBilling.Host;

/// <summary>What a webhook was told, or is still to be told: the newest first.</summary>
internal sealed record ListDeliveries(string WebhookId, string? State, PageRequest Page) : IRequest<Page<DeliveryView>>
{
    internal sealed class Handler(NpgsqlDataSource source) : IRequestHandler<ListDeliveries, Page<DeliveryView>>
    {
        public async Task<Page<DeliveryView>> Handle(ListDeliveries request, CancellationToken cancellationToken)
        {
            await using var exists = source.CreateCommand("SELECT 1 FROM webhooks.webhooks WHERE webhook_id = $1");
            exists.Parameters.Add(new() { Value = request.WebhookId });
            if (await exists.ExecuteScalarAsync(cancellationToken) is null)
                throw Problem.NotFound("webhookId", "webhook", request.WebhookId);
            await using var command = source.CreateCommand($"""
                SELECT {DeliveryRows.Columns} FROM webhooks.deliveries d
                WHERE webhook_id = $1 AND ($2::text IS NULL OR state = $2) AND ($3::bigint IS NULL OR number < $3)
                ORDER BY number DESC LIMIT $4
                """);
            command.Parameters.Add(new() { Value = request.WebhookId });
            command.Parameters.Add(
                new() { Value = request.State ?? (object)DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
            command.Parameters.Add(
                new() { Value = request.Page.AfterNumber ?? (object)DBNull.Value, NpgsqlDbType = NpgsqlDbType.Bigint });
            command.Parameters.Add(new() { Value = request.Page.Limit + 1 });
            var rows = new List<(long Number, DeliveryView View)>();
            await using var row = await command.ExecuteReaderAsync(cancellationToken);
            while (await row.ReadAsync(cancellationToken)) rows.Add((row.GetInt64(0), DeliveryRows.View(row)));
            var page = request.Page.Of(rows, one => one.Number.ToString(CultureInfo.InvariantCulture));
            return new([.. page.Items.Select(one => one.View)], page.Next);
        }
    }

    internal static void Map(RouteGroupBuilder webhooks) => webhooks
        .MapGet("{webhookId}/deliveries", async (
            string webhookId, string? state, string? limit, string? after, IMediator mediator, CancellationToken ct) =>
        {
            if (!string.IsNullOrEmpty(state) && !WebhookTables.States.Contains(state))
                throw Problem.Malformed("state", $"must be one of {string.Join(", ", WebhookTables.States)}");
            return TypedResults.Ok(await mediator.Send(new ListDeliveries(
                webhookId, string.IsNullOrEmpty(state) ? null : state, PageRequest.Read(limit, after)), ct));
        })
        .AllowAdmin().WithName(nameof(ListDeliveries)).WithSummary("What a webhook was told, or is still to be told");
}

/// <summary>How deliveries are read from their table.</summary>
internal static class DeliveryRows
{
    public const string Columns =
        "number, delivery_id, event, nullif(customer_id, ''), position, state, attempts, created, attempted, "
            + "delivered, status, error, response";

    public static DeliveryView View(NpgsqlDataReader row) => new(
        row.GetString(1), row.GetString(2), Text(row, 3), row.GetInt64(4), row.GetString(5), row.GetInt32(6),
        row.GetFieldValue<DateTimeOffset>(7),
        row.GetFieldValue<DateTimeOffset?>(8), row.GetFieldValue<DateTimeOffset?>(9), row.GetFieldValue<int?>(10),
        Text(row, 11), Text(row, 12));

    private static string? Text(NpgsqlDataReader row, int column) =>
        row.IsDBNull(column) ? null : row.GetString(column);
}
