using Marten;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Npgsql;
using PackageBilling.EventStore;

namespace PackageBilling.CritterStack;

/// <summary>Puts Marten in the place of the default adapter of the log.</summary>
public static class CritterStackRegistration
{
    /// <summary>
    /// Call after <see cref="EventStoreRegistration.AddEventStore"/>. The subscriptions stay as they are, but give way to a node that they
    /// are assigned to (<see cref="WolverineRegistration.AddWolverineNode(IServiceCollection, string, IReadOnlyCollection{string})"/>).
    /// </summary>
    public static IServiceCollection AddMartenLog(this IServiceCollection services)
    {
        services.AddSingleton<IDocumentStore>(s => MartenStore.Open(s.GetRequiredService<NpgsqlDataSource>(), s.GetRequiredService<EventTypes>()));
        services.AddSingleton<PostgresEventLog>();
        services.Replace(ServiceDescriptor.Singleton<IEventLog, MartenEventLog>());
        services.AddSingleton<AssignedTurns>();
        services.Replace(ServiceDescriptor.Singleton<ITurns>(s => s.GetRequiredService<AssignedTurns>()));
        services.AddHostedService(s => s.GetRequiredService<AssignedTurns>());
        return services;
    }
}
