namespace PackageBilling.Host;

/// <summary>Events out: who is told, and the routes to manage that.</summary>
internal static class WebhooksRegistration
{
    /// <param name="services">The container.</param>
    /// <param name="configuration">Where webhooks may lead.</param>
    /// <param name="sends">Whether this node sends; one that lives for a single command leaves that to hosts.</param>
    public static IServiceCollection AddWebhooks(
        this IServiceCollection services, IConfiguration configuration, bool sends)
    {
        services.AddSubscription<WriteDeliveries>();
        services.AddSingleton<WebhookSecrets>();
        services.AddSingleton(new WebhookEgress(configuration));
        services.AddSingleton<DeliveryQueues>();
        services.AddSingleton<WebhookPost>();
        if (!sends) return services;
        services.AddHostedService<SendDeliveries>();
        services.AddHostedService<PruneDeliveries>();
        return services;
    }

    public static void MapWebhooks(this IEndpointRouteBuilder api)
    {
        var webhooks = api.MapGroup("webhooks").WithTags("Webhooks");
        CreateWebhook.Map(webhooks);
        ListWebhooks.Map(webhooks);
        DeleteWebhook.Map(webhooks);
        GetWebhookHistory.Map(webhooks);
        ListDeliveries.Map(webhooks);
        ResendDelivery.Map(webhooks);
    }
}
