using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using PackageBilling.Foundation;
using PackageBilling.Harness;

namespace PackageBilling.EventStore.Tests;

/// <summary>What spreads work over nodes: two of them, in one process.</summary>
public abstract class Sharing(QueueAdapter on)
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task pieces_are_done_once_each_however_often_they_are_offered_and_all_see_who_does_what()
    {
        var work = new Held();
        await using var first = await on.Start("first", work);
        await using var second = await on.Start("second", work, first.Database);
        var offered = Enumerable.Range(0, 12).Select(n => $"piece-{n}").ToArray();

        await Task.WhenAll(first.Queue.Offer(Held.Name, offered, None), second.Queue.Offer(Held.Name, offered, None));
        await Eventually.True(async () => (await second.Queue.Nodes(None)).SelectMany(node => node.Doing).Any(), "somebody is doing something");
        await Eventually.True(async () => (await second.Queue.Nodes(None)).Count(node => node.IsAlive) == 2, "both nodes are seen");
        work.Go();
        await Eventually.True(() => work.Done.Distinct().Count() == offered.Length, "all are done");

        work.Done.Order().ShouldBe(offered.Order());
        var nodes = await second.Queue.Nodes(None);
        nodes.Select(node => (node.NodeId, node.IsThis)).ShouldBe([("first", false), ("second", true)]);
    }

    [Fact]
    public async Task what_has_one_piece_is_done_once_more_for_who_asks_while_it_is_done_and_never_beside_itself()
    {
        var work = new Held();
        await using var first = await on.Start("first", work);
        await using var second = await on.Start("second", work, first.Database);

        await first.Queue.Wake(Held.Name, None);
        await Eventually.True(() => work.Begun == 1, "it is begun");
        await second.Queue.Wake(Held.Name, None);
        work.Go();
        await Eventually.True(() => work.Done.Count == 2, "it is done again");

        work.Done.ShouldBe(["all", "all"]);
        work.MostAtOnce.ShouldBe(1);
    }

    [Fact]
    public async Task an_alarm_wakes_the_work_and_one_that_was_moved_does_not_ring_when_it_was_set_for_first()
    {
        var work = new Held();
        work.Go();
        await using var node = await on.Start("only", work);

        await node.Queue.SetAlarms(Held.Name, new Dictionary<string, TimeSpan> { ["moved"] = TimeSpan.FromSeconds(10) }, None);
        await node.Queue.SetAlarms(Held.Name, new Dictionary<string, TimeSpan> { ["moved"] = TimeSpan.FromDays(1), ["last"] = TimeSpan.FromSeconds(12) }, None);

        await Eventually.True(() => !work.Done.IsEmpty, "the last one rings", TimeSpan.FromMinutes(1));
        work.Done.ShouldBe(["all"]);
    }

    [Fact]
    public async Task work_that_failed_can_be_offered_again()
    {
        var work = new Held { IsBroken = true };
        work.Go();
        await using var node = await on.Start("only", work);
        await node.Queue.Offer(Held.Name, ["a"], None);
        await Eventually.True(() => work.Begun > 0, "it is tried");

        work.IsBroken = false;
        await Eventually.True(async () =>
        {
            if (work.Done.IsEmpty) await node.Queue.Offer(Held.Name, ["a"], None);
            return !work.Done.IsEmpty;
        }, "it is done after all");
    }

    /// <summary>Work that waits until it may go on.</summary>
    internal sealed class Held : IWork
    {
        public const string Name = "test";

        private readonly TaskCompletionSource _go = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly Lock _counting = new();
        private int _begun, _atOnce, _mostAtOnce;

        public string Kind => Name;

        public volatile bool IsBroken;

        public ConcurrentQueue<string> Done { get; } = [];

        public int Begun => Volatile.Read(ref _begun);

        public int MostAtOnce => Volatile.Read(ref _mostAtOnce);

        public void Go() => _go.SetResult();

        public async Task Do(string id, CancellationToken ct)
        {
            lock (_counting) (_begun, _mostAtOnce) = (_begun + 1, Math.Max(_mostAtOnce, ++_atOnce));
            try
            {
                await _go.Task.WaitAsync(ct);
                if (IsBroken) throw new InvalidOperationException("It cannot be done.");
                Done.Enqueue(id);
            }
            finally
            {
                lock (_counting) _atOnce--;
            }
        }
    }
}

/// <summary>What the contract of sharing is tested against.</summary>
public sealed class QueueAdapter
{
    private readonly Action<IServiceCollection, string> _add;
    private readonly Func<NpgsqlDataSource, Task> _upgrade;

    internal QueueAdapter(Action<IServiceCollection, string> add, Func<NpgsqlDataSource, Task> upgrade)
    {
        _add = add;
        _upgrade = upgrade;
    }

    /// <summary>A node that takes that work.</summary>
    internal async Task<SharingNode> Start(string name, IWork work, string? database = null)
    {
        database ??= await TestPostgres.NewDatabase();
        var source = EventStoreDatabase.Open(database);
        await EventStoreSchema.Upgrade(source, CancellationToken.None);
        await _upgrade(source);
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Services.AddLogging(l => l.SetMinimumLevel(LogLevel.None)).AddSingleton(source).AddSingleton(work);
        _add(builder.Services, name);
        var host = builder.Build();
        await host.StartAsync();
        return new(host, source, database);
    }
}

internal sealed class SharingNode(IHost host, NpgsqlDataSource source, string database) : IAsyncDisposable
{
    public string Database => database;

    public IServiceProvider Services => host.Services;

    public IWorkQueue Queue => host.Services.GetRequiredService<IWorkQueue>();

    public async ValueTask DisposeAsync()
    {
        await host.StopAsync(CancellationToken.None);
        await ((IAsyncDisposable)host).DisposeAsync();
        await source.DisposeAsync();
    }
}
