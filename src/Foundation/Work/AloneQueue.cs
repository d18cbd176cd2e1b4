using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace PackageBilling.Foundation;

/// <summary>A node that spreads nothing and does all itself: a command beside a host, or a test.</summary>
internal sealed class AloneQueue(IServiceProvider services, TimeProvider clock, ILogger<AloneQueue> logger) : IWorkQueue, IHostedService, IDisposable
{
    private const string TheOne = "";

    private readonly ConcurrentDictionary<(string Kind, string Id), NodeWork> _doing = [];
    private readonly ConcurrentDictionary<(string Kind, string Name), ITimer> _alarms = [];
    private readonly ConcurrentDictionary<string, SemaphoreSlim> _wakes = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<Task, bool> _tasks = [];
    private readonly CancellationTokenSource _stopping = new();

    public string NodeId { get; } = NodeName.New();

    public Task Offer(string kind, IReadOnlyCollection<string> ids, CancellationToken ct)
    {
        foreach (var id in ids)
            if (_doing.TryAdd((kind, id), new(kind, id, clock.GetUtcNow()))) Begin(() => Do(kind, id));
        return Task.CompletedTask;
    }

    public Task Wake(string kind, CancellationToken ct)
    {
        // One that waits covers all that ask while it does.
        var turn = _wakes.GetOrAdd(kind, _ => new(2, 2));
        if (turn.Wait(0, ct)) Begin(() => InTurn(kind, turn));
        return Task.CompletedTask;
    }

    public Task SetAlarms(string kind, IReadOnlyDictionary<string, TimeSpan> alarms, CancellationToken ct)
    {
        foreach (var (name, after) in alarms)
        {
            var alarm = clock.CreateTimer(_ => Wake(kind, CancellationToken.None), null, after < TimeSpan.Zero ? TimeSpan.Zero : after, Timeout.InfiniteTimeSpan);
            _alarms.AddOrUpdate((kind, name), alarm, (_, old) =>
            {
                old.Dispose();
                return alarm;
            });
        }
        return Task.CompletedTask;
    }

    public Task<IReadOnlyList<NodeState>> Nodes(CancellationToken ct) =>
        Task.FromResult<IReadOnlyList<NodeState>>([new(NodeId, true, clock.GetUtcNow(), true, [.. _doing.Values.OrderBy(work => work.Since)])]);

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        foreach (var alarm in _alarms.Values) await alarm.DisposeAsync();
        await _stopping.CancelAsync();
        await Task.WhenAll(_tasks.Keys).WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public void Dispose() => _stopping.Dispose();

    private void Begin(Func<Task> work)
    {
        if (_stopping.IsCancellationRequested) return;
        var task = Task.Run(work);
        _tasks[task] = true;
        task.ContinueWith(done => _tasks.TryRemove(done, out _), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
    }

    private readonly ConcurrentDictionary<string, SemaphoreSlim> _running = new(StringComparer.Ordinal);

    private async Task InTurn(string kind, SemaphoreSlim turn)
    {
        var running = _running.GetOrAdd(kind, _ => new(1, 1));
        await running.WaitAsync(_stopping.Token);
        try
        {
            _doing[(kind, TheOne)] = new(kind, TheOne, clock.GetUtcNow());
            turn.Release();
            await Do(kind, TheOne);
        }
        finally
        {
            running.Release();
        }
    }

    private async Task Do(string kind, string id)
    {
        try
        {
            await services.GetServices<IWork>().Single(work => work.Kind == kind).Do(id, _stopping.Token);
        }
        catch (Exception e) when (!_stopping.IsCancellationRequested)
        {
            logger.LogError(e, "Work {Kind} {Id} failed", kind, id);
        }
        catch (OperationCanceledException)
        {
            // The node ends.
        }
        finally
        {
            _doing.TryRemove((kind, id), out _);
        }
    }
}
