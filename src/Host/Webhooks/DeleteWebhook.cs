namespace PackageBilling.Host;

/// <summary>Removes a webhook with all its deliveries, those not made yet too. A repeat finds nothing.</summary>
internal sealed record DeleteWebhook(string WebhookId) : IRequest<WebhookMade>
{
    internal sealed class Handler(CommandLog log) : IRequestHandler<DeleteWebhook, WebhookMade>
    {
        public Task<WebhookMade> Handle(DeleteWebhook request, CancellationToken cancellationToken) =>
            log.Commit(async (connection, token) =>
            {
                await using var command = new NpgsqlCommand(
                    "DELETE FROM webhooks.webhooks WHERE webhook_id = $1", connection)
                { Parameters = { new() { Value = request.WebhookId } } };
                if (await command.ExecuteNonQueryAsync(token) == 0)
                    throw Problem.NotFound("webhookId", "webhook", request.WebhookId);
                return new WebhookMade(request.WebhookId);
            }, cancellationToken, WebhookFacts.Append(new WebhookDeleted(request.WebhookId)));
    }

    internal static void Map(RouteGroupBuilder webhooks) => webhooks
        // This is an address of its own, which takes no DELETE.
        .MapDelete("{webhookId:regex(^(?!history$).*$)}", async (
            string webhookId, IMediator mediator, CancellationToken ct) =>
        {
            await mediator.Send(new DeleteWebhook(webhookId), ct);
            return TypedResults.NoContent();
        })
        .AllowAdmin().WithName(nameof(DeleteWebhook)).WithSummary("Removes a webhook and its deliveries");
}
