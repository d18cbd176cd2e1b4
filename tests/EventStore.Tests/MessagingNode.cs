using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using PackageBilling.Harness;
using PackageBilling.Messaging;

namespace PackageBilling.EventStore.Tests;

/// <summary>A node that shares work with others, and has none of its own but what a test gives it.</summary>
internal sealed class MessagingNode(IHost host, NpgsqlDataSource source, string database) : IAsyncDisposable
{
    public string Database => database;

    public IServiceProvider Services => host.Services;

    public INodes Nodes => Services.GetRequiredService<INodes>();

    public IDeadLetters DeadLetters => Services.GetRequiredService<IDeadLetters>();

    public static async Task<MessagingNode> Start(
        string name, ISharePoster poster, IExclusiveWork? work = null, string? database = null,
        IExclusiveWork? moreWork = null, Action<IServiceCollection>? more = null, int mailRetries = 1)
    {
        database ??= await TestPostgres.NewDatabase();
        var source = EventStoreDatabase.Open(database);
        await EventStoreSchema.Upgrade(source, CancellationToken.None);
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Services.AddLogging(l => l.SetMinimumLevel(LogLevel.None)).AddSingleton(source).AddSingleton(poster);
        if (work is not null) builder.Services.AddSingleton(work);
        if (moreWork is not null) builder.Services.AddSingleton(moreWork);
        more?.Invoke(builder.Services);
        var pause = TimeSpan.FromMilliseconds(200);
        builder.Services.AddWolverineNode(name, [pause], new([.. Enumerable.Repeat(pause, mailRetries)], pause));
        var host = builder.Build();
        await host.StartAsync();
        return new(host, source, database);
    }

    public async ValueTask DisposeAsync()
    {
        await host.StopAsync(CancellationToken.None);
        await ((IAsyncDisposable)host).DisposeAsync();
        await source.DisposeAsync();
    }
}
