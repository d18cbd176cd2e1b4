using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using PackageBilling.Harness;
using PackageBilling.Messaging;

namespace PackageBilling.EventStore.Tests;

/// <summary>A node with the log, alone or sharing the subscriptions with others.</summary>
public sealed class LogAdapter
{
    private static int _nodes;

    private readonly Action<IServiceCollection> _add;

    private LogAdapter(Action<IServiceCollection> add) => _add = add;

    /// <summary>A node that runs all subscriptions itself.</summary>
    public static LogAdapter Alone { get; } = new(_ => { });

    /// <summary>Nodes over which Wolverine spreads the subscriptions.</summary>
    public static LogAdapter Shared { get; } =
        new(services => services.AddWolverineNode($"node-{Interlocked.Increment(ref _nodes)}"));

    /// <summary>A node without anything that runs in the background.</summary>
    internal async Task<Node> Quiet() => await QuietOn(await TestPostgres.NewDatabase());

    internal async Task<Node> QuietOn(string database)
    {
        var node = Compose(database, TimeProvider.System, []);
        await EventStoreSchema.Upgrade(node.Database, CancellationToken.None);
        return node;
    }

    internal async Task<Node> Started(params ISubscription[] subscriptions) =>
        await StartedOn(await TestPostgres.NewDatabase(), subscriptions);

    internal Task<Node> StartedOn(string database, params ISubscription[] subscriptions) =>
        StartedAt(TimeProvider.System, database, subscriptions);

    internal async Task<Node> StartedAt(TimeProvider clock, string database, params ISubscription[] subscriptions)
    {
        await using (await QuietOn(database)) { }
        var node = Compose(database, clock, subscriptions);
        await node.Start();
        return node;
    }

    private Node Compose(string database, TimeProvider clock, ISubscription[] subscriptions)
    {
        var source = EventStoreDatabase.Open(database);
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Services
            .AddLogging(l => l.SetMinimumLevel(LogLevel.None))
            .AddSingleton(clock)
            .AddSingleton(Given.Types)
            .AddSingleton(source)
            .AddEventStore();
        foreach (var subscription in subscriptions) builder.Services.AddSingleton(subscription);
        _add(builder.Services);
        return new(builder.Build(), source);
    }
}
