using Marten;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Npgsql;
using PackageBilling.EventStore;

namespace PackageBilling.CritterStack;

/// <summary>Puts Marten in the place of the default adapter of the log.</summary>
public static class CritterStackRegistration
{
    /// <summary>Call after <see cref="EventStoreRegistration.AddEventStore"/>; the subscriptions stay as they are.</summary>
    public static IServiceCollection AddMartenLog(this IServiceCollection services)
    {
        services.AddSingleton<IDocumentStore>(s => MartenStore.Open(s.GetRequiredService<NpgsqlDataSource>(), s.GetRequiredService<EventTypes>()));
        services.AddSingleton<PostgresEventLog>();
        services.Replace(ServiceDescriptor.Singleton<IEventLog, MartenEventLog>());
        return services;
    }
}
