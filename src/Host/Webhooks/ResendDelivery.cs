namespace PackageBilling.Host;

/// <summary>Sends a delivery again, whatever became of it, with a full day of attempts;
/// one that waits is tried at once.</summary>
internal sealed record ResendDelivery(string WebhookId, string DeliveryId) : IRequest<DeliveryView>
{
    internal sealed class Handler(NpgsqlDataSource source, CommandLog commands)
        : IRequestHandler<ResendDelivery, DeliveryView>
    {
        public async Task<DeliveryView> Handle(ResendDelivery request, CancellationToken cancellationToken)
        {
            await using var connection = await source.OpenConnectionAsync(cancellationToken);
            await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
            // The queue before the delivery, as everybody locks them.
            await using var batch = new NpgsqlBatch(connection)
            {
                BatchCommands =
                {
                    new("""
                        INSERT INTO webhooks.queues (webhook_id, customer_id, next_at)
                        SELECT webhook_id, customer_id, $3 FROM webhooks.deliveries
                        WHERE webhook_id = $1 AND delivery_id = $2
                        ON CONFLICT (webhook_id, customer_id) DO UPDATE SET next_at = excluded.next_at
                        """) { Parameters = { new() { Value = request.WebhookId }, new() { Value = request.DeliveryId },
                            new() { Value = commands.Now.UtcDateTime } } },
                    new($"""
                        UPDATE webhooks.deliveries SET state = '{WebhookTables.Waiting}', attempts = 0, since = $3,
                            delivered = NULL
                        WHERE webhook_id = $1 AND delivery_id = $2
                        """) { Parameters = { new() { Value = request.WebhookId }, new() { Value = request.DeliveryId },
                            new() { Value = commands.Now.UtcDateTime } } },
                    new($"SELECT pg_notify('{WebhookTables.Channel}', '')"),
                },
            };
            await batch.ExecuteNonQueryAsync(cancellationToken);
            await using var read = new NpgsqlCommand($"SELECT {DeliveryRows.Columns} FROM webhooks.deliveries "
                + "WHERE webhook_id = $1 AND delivery_id = $2", connection);
            read.Parameters.AddValues(request.WebhookId, request.DeliveryId);
            DeliveryView view;
            await using (var row = await read.ExecuteReaderAsync(cancellationToken))
                view = await row.ReadAsync(cancellationToken)
                    ? DeliveryRows.View(row) : throw Problem.NotFound("deliveryId", "delivery", request.DeliveryId);
            await transaction.CommitAsync(cancellationToken);
            return await commands.Commit(view, cancellationToken);
        }
    }

    internal static void Map(RouteGroupBuilder webhooks) => webhooks
        .MapPost("{webhookId}/deliveries/{deliveryId}/resend", async (
            string webhookId, string deliveryId, IMediator mediator, CancellationToken ct) =>
            TypedResults.Ok(await mediator.Send(new ResendDelivery(webhookId, deliveryId), ct)))
        .AllowAdmin().WithName(nameof(ResendDelivery)).WithSummary("Sends a delivery again");
}
