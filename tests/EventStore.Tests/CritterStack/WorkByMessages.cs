using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using PackageBilling.CritterStack;
using PackageBilling.Foundation;
using PackageBilling.Harness;

namespace PackageBilling.EventStore.Tests;

/// <summary>Work that goes between nodes as messages.</summary>
public sealed class WorkByMessages
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task pieces_are_done_once_each_however_often_they_are_offered_and_by_whichever_node()
    {
        var database = await TestPostgres.NewDatabase();
        var done = new ConcurrentQueue<(string Node, string Id)>();
        using var first = await Start(database, "first", queue => new Recording(done, queue));
        using var second = await Start(database, "second", queue => new Recording(done, queue));
        var offered = Enumerable.Range(0, 12).Select(n => $"piece-{n}").ToArray();

        await Task.WhenAll(Queue(first).Offer("test", offered, None), Queue(second).Offer("test", offered, None));
        await Eventually.True(() => Task.FromResult(done.Select(one => one.Id).Distinct().Count() == offered.Length), "all are done");
        await Eventually.True(async () => (await Queue(first).Nodes(None)).Count(node => node.IsAlive) == 2, "both nodes are seen");

        done.Count.ShouldBe(offered.Length);
        (await Queue(first).Nodes(None)).Select(node => (node.NodeId, node.IsThis)).ShouldBe([("first", true), ("second", false)]);
        await first.StopAsync(None);
        await second.StopAsync(None);
    }

    [Fact]
    public async Task an_alarm_wakes_the_work_and_one_that_was_replaced_does_not()
    {
        var done = new ConcurrentQueue<(string Node, string Id)>();
        using var node = await Start(await TestPostgres.NewDatabase(), "only", queue => new Recording(done, queue));
        var queue = Queue(node);

        await queue.SetAlarms("test", new Dictionary<string, TimeSpan> { ["tomorrow"] = TimeSpan.FromSeconds(2) }, None);
        await queue.SetAlarms("test", new Dictionary<string, TimeSpan> { ["tomorrow"] = TimeSpan.FromDays(1), ["soon"] = TimeSpan.FromSeconds(3) }, None);

        await Eventually.True(() => Task.FromResult(!done.IsEmpty), "the alarm rings");
        done.ShouldHaveSingleItem().Id.ShouldBe("all");
        await node.StopAsync(None);
    }

    [Fact]
    public async Task work_that_goes_on_failing_is_a_dead_letter_and_can_be_sent_again()
    {
        var failing = new Failing();
        using var node = await Start(await TestPostgres.NewDatabase(), "only", _ => failing);
        var letters = node.Services.GetServices<IDeadLetters>().Last();
        await Queue(node).Offer("test", ["a"], None);

        await Eventually.True(async () => (await letters.All(None)).Count == 1, "it is given up");
        var letter = (await letters.All(None)).Single();
        (letter.What, letter.Error).ShouldBe(("test a", "It cannot be done."));
        failing.Attempts.ShouldBe(2);
        failing.Mended = true;
        (await letters.SendAgain("work-of-nobody", None)).ShouldBeFalse();
        (await letters.SendAgain(letter.Id, None)).ShouldBeTrue();

        await Eventually.True(() => Task.FromResult(failing.Done == 1), "it is done after all");
        (await letters.All(None)).ShouldBeEmpty();
        await node.StopAsync(None);
    }

    private static IWorkQueue Queue(IHost node) => node.Services.GetRequiredService<IWorkQueue>();

    private static async Task<IHost> Start(string database, string name, Func<Func<IWorkQueue>, IWork> work)
    {
        var source = EventStoreDatabase.Open(database);
        await EventStoreSchema.Upgrade(source, None);
        await CritterStackTables.Upgrade(source, None);
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Services.AddLogging(l => l.SetMinimumLevel(LogLevel.None)).AddSingleton(source);
        builder.Services.AddWolverineNode(name, ["test"], [TimeSpan.FromMilliseconds(200)]);
        builder.Services.AddSingleton(services => work(services.GetRequiredService<IWorkQueue>));
        var host = builder.Build();
        await host.StartAsync();
        return host;
    }

    private sealed class Recording(ConcurrentQueue<(string Node, string Id)> done, Func<IWorkQueue> queue) : IWork
    {
        public string Kind => "test";

        public Task Do(string id, CancellationToken ct)
        {
            done.Enqueue((queue().NodeId, id));
            return Task.CompletedTask;
        }
    }

    private sealed class Failing : IWork
    {
        public volatile bool Mended;
        private int _attempts, _done;

        public int Attempts => Volatile.Read(ref _attempts);

        public int Done => Volatile.Read(ref _done);

        public string Kind => "test";

        public Task Do(string id, CancellationToken ct)
        {
            Interlocked.Increment(ref _attempts);
            if (!Mended) throw new InvalidOperationException("It cannot be done.");
            Interlocked.Increment(ref _done);
            return Task.CompletedTask;
        }
    }
}
