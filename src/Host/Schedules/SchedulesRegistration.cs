namespace PackageBilling.Host;

/// <summary>What a node does by itself.</summary>
internal static class SchedulesRegistration
{
    public static IServiceCollection AddSchedules(this IServiceCollection services, IConfiguration configuration)
    {
        if (!configuration.GetValue("Scheduler:Enabled", true)) return services;
        services.AddHostedService<PruneIdempotencyKeys>();
        return services;
    }
}
