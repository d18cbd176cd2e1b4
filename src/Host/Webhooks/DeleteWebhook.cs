using MediatR;
using Npgsql;
using PackageBilling.Foundation;

namespace PackageBilling.Host;

/// <summary>Removes a webhook with all its deliveries, those not made yet too. A repeat finds nothing.</summary>
internal sealed record DeleteWebhook(string WebhookId) : IRequest<WebhookMade>
{
    internal sealed class Handler(NpgsqlDataSource source) : IRequestHandler<DeleteWebhook, WebhookMade>
    {
        public async Task<WebhookMade> Handle(DeleteWebhook request, CancellationToken cancellationToken)
        {
            await using var command = source.CreateCommand("DELETE FROM webhooks.webhooks WHERE webhook_id = $1");
            command.Parameters.Add(new() { Value = request.WebhookId });
            if (await command.ExecuteNonQueryAsync(cancellationToken) == 0) throw Refuse.NotFound("webhookId", "webhook", request.WebhookId);
            return new(request.WebhookId);
        }
    }

    internal static void Map(RouteGroupBuilder webhooks) => webhooks
        .MapDelete("{webhookId}", async (string webhookId, IMediator mediator, CancellationToken ct) =>
        {
            await mediator.Send(new DeleteWebhook(webhookId), ct);
            return TypedResults.NoContent();
        })
        .AllowAdmin().WithName(nameof(DeleteWebhook)).WithSummary("Removes a webhook and its deliveries");
}
