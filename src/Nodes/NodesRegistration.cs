using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;
using PackageBilling.Foundation;
using Quartz;

namespace PackageBilling.Nodes;

/// <summary>Registers the queue of a node that shares work with others.</summary>
public static class NodesRegistration
{
    /// <summary>The product's schedulers of one database are one cluster.</summary>
    internal const string Cluster = "PackageBilling";

    /// <param name="services">The host's services.</param>
    /// <param name="name">The node's name, which no other node of the database has at the same time.</param>
    /// <param name="refused">Kinds of work that this node leaves to others.</param>
    public static IServiceCollection AddNodes(this IServiceCollection services, string name, params IReadOnlyCollection<string> refused)
    {
        // Under a name, so that its clock is its own and not the product's.
        services.AddQuartz(Cluster, quartz =>
        {
            quartz.ConfigureScheduler(scheduler =>
            {
                scheduler.InstanceId = name;
                (scheduler.IdleWaitTime, scheduler.MaxBatchSize) = (NodeLimits.Look, 1);
                scheduler.ShutdownJobInterruption = ShutdownJobInterruption.Always;
                foreach (var kind in refused) scheduler.RefusedExecutionGroups.Add(kind);
            });
            quartz.UseDefaultThreadPool(NodeLimits.AtOnce);
            quartz.UseTimeProvider(TimeProvider.System);
            quartz.UsePersistentStore(store =>
            {
                store.UsePostgres(data => data.DataSourceFactory = provider => provider.GetRequiredService<NpgsqlDataSource>());
                store.ConfigureStore(options => (options.TablePrefix, options.UseBackgroundThreads) = (QuartzTables.Prefix, true));
                store.UseClustering(cluster => (cluster.CheckinInterval, cluster.CheckinMisfireThreshold) = (NodeLimits.CheckIn, NodeLimits.Silence));
            });
        });
        services.AddTransient<WorkJob>();
        services.AddSingleton(new NodeIdentity(name));
        services.AddSingleton<QuartzQueue>();
        services.AddSingleton<IWorkQueue>(provider => provider.GetRequiredService<QuartzQueue>());
        services.AddSingleton<IHostedService>(provider => provider.GetRequiredService<QuartzQueue>());
        return services;
    }
}
