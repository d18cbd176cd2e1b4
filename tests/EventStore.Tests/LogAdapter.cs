using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using PackageBilling.Harness;

namespace PackageBilling.EventStore.Tests;

/// <summary>What the contract of the log is tested against. Each kind of test is a class that is given one.</summary>
public sealed class LogAdapter
{
    private readonly Action<IServiceCollection> _add;
    private readonly Func<NpgsqlDataSource, Task> _upgrade;

    internal LogAdapter(Action<IServiceCollection> add, Func<NpgsqlDataSource, Task> upgrade)
    {
        _add = add;
        _upgrade = upgrade;
    }

    /// <summary>The default adapter.</summary>
    public static LogAdapter Tables { get; } = new(_ => { }, _ => Task.CompletedTask);

    /// <summary>A node without anything that runs in the background.</summary>
    internal async Task<Node> Quiet() => await QuietOn(await TestPostgres.NewDatabase());

    internal async Task<Node> QuietOn(string database)
    {
        var node = Compose(database, TimeProvider.System, []);
        await EventStoreSchema.Upgrade(node.Database, CancellationToken.None);
        await _upgrade(node.Database);
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
