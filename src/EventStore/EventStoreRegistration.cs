using Marten;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace PackageBilling.EventStore;

/// <summary>Registers the log in PostgreSQL, and what follows it.</summary>
public static class EventStoreRegistration
{
    /// <summary>
    /// Registers <see cref="IEventLog"/>, <see cref="ISubscriptions"/> and the hosted service that creates the tables
    /// and runs the subscriptions. The container must have an <see cref="NpgsqlDataSource"/> (see
    /// <see cref="EventStoreDatabase"/>), the <see cref="EventTypes"/>, and logging.
    /// </summary>
    public static IServiceCollection AddEventStore(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<IDocumentStore>(
            s => MartenStore.Open(s.GetRequiredService<NpgsqlDataSource>(), s.GetRequiredService<EventTypes>()));
        services.AddSingleton<EventPages>();
        services.AddSingleton<LogReader>();
        services.AddSingleton<LogTypes>();
        services.AddSingleton<LogAge>();
        services.AddSingleton<SafePositions>();
        services.AddSingleton<LogHead>();
        services.AddSingleton<Marks>();
        services.AddSingleton<LogInspection>();
        services.AddSingleton<BulkWriters>();
        services.AddSingleton<Rebuild>();
        services.AddSingleton<ITurns, FirstCome>();
        services.AddSingleton<StoppedSubscriptions>();
        services.AddSingleton<IDeadLetters>(s => s.GetRequiredService<StoppedSubscriptions>());
        services.AddSingleton<PostgresSubscriptions>();
        services.AddSingleton<ISubscriptions>(s => s.GetRequiredService<PostgresSubscriptions>());
        services.AddSingleton<IEventLog, MartenEventLog>();
        services.AddHostedService<SubscriptionHost>();
        return services;
    }

    /// <summary>Registers a subscription or projection. There is one instance, which a rebuild may use
    /// while it runs.</summary>
    public static IServiceCollection AddSubscription<T>(this IServiceCollection services) where T : class, ISubscription
    {
        services.AddSingleton<T>();
        services.AddSingleton<ISubscription>(s => s.GetRequiredService<T>());
        return services;
    }
}
