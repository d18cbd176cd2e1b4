using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace PackageBilling.EventStore;

/// <summary>Starts the subscriptions once the log's tables exist, and stops them with the process.</summary>
internal sealed class SubscriptionHost(
    NpgsqlDataSource source,
    PostgresSubscriptions subscriptions,
    EventPages pages,
    LogTypes types,
    LogHead head,
    Marks marks,
    Rebuild rebuild,
    ITurns turns,
    BulkWriters writers,
    StoppedSubscriptions stopped,
    ILoggerFactory loggers) : IHostedService, IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private Task _running = Task.CompletedTask;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await EventStoreSchema.Upgrade(source, cancellationToken);
        var stale = await Prepare(cancellationToken);
        var logger = loggers.CreateLogger<Follower>();
        var followers = subscriptions.All
            .Select(p => new Follower(p, source, pages, types, head, turns, writers, stopped, logger)).ToList();
        Func<CancellationToken, Task>[] work = [head.Run, marks.Run,
            .. followers.Select(f => (Func<CancellationToken, Task>)f.Run), .. stale];
        _running = Task.WhenAll(work.Select(w => Task.Run(() => w(_stop.Token), CancellationToken.None)));
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stop.CancelAsync();
        await _running.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync(CancellationToken.None);
        _stop.Dispose();
    }

    // Creates what is missing and returns the rebuilds that are due, which run while the product serves requests.
    private async Task<List<Func<CancellationToken, Task>>> Prepare(CancellationToken ct)
    {
        var due = new List<Func<CancellationToken, Task>>();
        await using var connection = await source.OpenConnectionAsync(ct);
        foreach (var progress in subscriptions.All)
        {
            if (progress.Subscription is IProjection projection)
            {
                var tables = new ProjectionTables(projection);
                await tables.Ensure(connection, ct);
                progress.RebuildIsDue = await tables.AreStale(connection, ct);
                if (progress.RebuildIsDue) due.Add(stop => RebuildUntilDone(progress, projection, stop));
            }
            await using var checkpoint = new NpgsqlCommand(
                "INSERT INTO events.mt_event_progression (name, last_seq_id) VALUES ($1, 0) ON CONFLICT DO NOTHING",
                connection)
            { Parameters = { new() { Value = progress.Subscription.Name } } };
            await checkpoint.ExecuteNonQueryAsync(ct);
        }
        return due;
    }

    private async Task RebuildUntilDone(Progress progress, IProjection projection, CancellationToken ct)
    {
        for (var pause = Limits.Retry; ; pause = TimeSpan.FromTicks(
            Math.Min(pause.Ticks * 2, Limits.LongestRetry.Ticks)))
        {
            try
            {
                await rebuild.RunWhenStale(projection, ct);
                progress.RebuildIsDue = false;
                return;
            }
            catch (Exception e) when (!ct.IsCancellationRequested)
            {
                progress.Fault = $"It cannot be rebuilt: {e.Message}";
                loggers.CreateLogger<Rebuild>()
                    .LogError(e, "{Projection} cannot be rebuilt; trying again.", projection.Name);
            }
            await Waiting.Pause(pause, ct);
        }
    }
}
