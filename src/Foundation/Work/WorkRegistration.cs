using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace PackageBilling.Foundation;

/// <summary>Registers the queue of a node that does all work itself.</summary>
public static class WorkRegistration
{
    /// <summary>For a node that no other one shares work with: a command beside a host.</summary>
    public static IServiceCollection AddWorkAlone(this IServiceCollection services)
    {
        services.AddSingleton<AloneQueue>();
        services.AddSingleton<IWorkQueue>(provider => provider.GetRequiredService<AloneQueue>());
        services.AddSingleton<IHostedService>(provider => provider.GetRequiredService<AloneQueue>());
        return services;
    }
}
