namespace PackageBilling.Host;

/// <summary>What a node does by itself.</summary>
internal static class SchedulesRegistration
{
    public static IServiceCollection AddSchedules(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddHostedService<PruneReceipts>();
        return services;
    }
}
