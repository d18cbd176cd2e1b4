using JasperFx;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Npgsql;
using PackageBilling.EventStore;
using PackageBilling.Foundation;
using Wolverine;
using Wolverine.ErrorHandling;
using Wolverine.Postgresql;
using Wolverine.Runtime.Agents;
using Wolverine.RuntimeCompilation;

namespace PackageBilling.Messaging;

/// <summary>Registers a node that shares work, and the running of subscriptions, with others through Wolverine.</summary>
public static class WolverineRegistration
{
    /// <param name="services">The host's services; they hold the data source.</param>
    /// <param name="name">The node's name, which no other node of the database has at the same time.</param>
    /// <param name="kinds">The kinds of work that this node takes.</param>
    public static IServiceCollection AddWolverineNode(this IServiceCollection services, string name, IReadOnlyCollection<string> kinds) =>
        services.AddWolverineNode(name, kinds, MessagingLimits.WorkRetries);

    /// <param name="services">The host's services; they hold the data source.</param>
    /// <param name="name">The node's name.</param>
    /// <param name="kinds">The kinds of work that this node takes.</param>
    /// <param name="retries">Pauses before work that failed is tried again; after the last one it is a dead letter.</param>
    internal static IServiceCollection AddWolverineNode(
        this IServiceCollection services, string name, IReadOnlyCollection<string> kinds, TimeSpan[] retries)
    {
        var source = (NpgsqlDataSource)services.Single(s => s.ServiceType == typeof(NpgsqlDataSource)).ImplementationInstance!;
        services.AddSingleton(new NodeIdentity(name));
        services.AddSingleton<IWorkQueue, WolverineQueue>();
        services.AddSingleton(provider => new WorkDesk(provider, retries.Length));
        services.AddSingleton<IDeadLetters, WolverineDeadLetters>();
        services.AddSingleton<AssignedTurns>();
        services.Replace(ServiceDescriptor.Singleton<ITurns>(s => s.GetRequiredService<AssignedTurns>()));
        services.AddHostedService(s => s.GetRequiredService<AssignedTurns>());
        services.AddSingleton<IAgentFamily, SubscriptionAgents>();
        services.AddWolverine(ExtensionDiscovery.ManualOnly, options => Configure(options, source, kinds, retries));
        services.AddHostedService<NodeNames>();
        return services;
    }

    private static void Configure(WolverineOptions options, NpgsqlDataSource source, IReadOnlyCollection<string> kinds, TimeSpan[] retries)
    {
        options.ServiceName = "PackageBilling";
        options.ApplicationAssembly = typeof(WorkHandler).Assembly;
        options.UseRuntimeCompilation();
        options.Discovery.DisableConventionalDiscovery().IncludeType(typeof(WorkHandler));
        options.DefaultExecutionTimeout = MessagingLimits.LongestWork;

        // The product has made the tables.
        options.AutoBuildMessageStorageOnStartup = AutoCreate.None;
        options.PersistMessagesWithPostgresql(source, WolverineTables.Inbox)
            .EnableMessageTransport(transport => transport.TransportSchemaName(WolverineTables.Queues));
        options.Policies.UseDurableInboxOnAllListeners();
        options.Policies.UseDurableOutboxOnAllSendingEndpoints();
        options.Policies.UseDurableLocalQueues();
        options.LocalQueue(WorkQueues.AlarmsName).Sequential();
        foreach (var kind in kinds)
            options.ListenToPostgresqlQueue(WorkQueues.NameOf(kind)).MaximumMessagesToReceive(1).PollingInterval(MessagingLimits.Look).Sequential();

        // Tried again after a while, and a dead letter when that does not help.
        options.OnAnyException().ScheduleRetry(retries);

        var durability = options.Durability;
        durability.Mode = DurabilityMode.Balanced;
        durability.FirstHealthCheckExecution = TimeSpan.FromMilliseconds(100);
        durability.HealthCheckPollingTime = durability.NodeReassignmentPollingTime = MessagingLimits.CheckIn;
        durability.CheckAssignmentPeriod = MessagingLimits.CheckIn;
        durability.StaleNodeTimeout = MessagingLimits.Silence;
        durability.ScheduledJobFirstExecution = durability.ScheduledJobPollingTime = MessagingLimits.Turn;
        durability.DurabilityMetricsEnabled = false;
        durability.DrainTimeout = TimeSpan.FromSeconds(5);
    }
}
