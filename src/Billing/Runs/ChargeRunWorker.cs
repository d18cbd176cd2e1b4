using System.Collections.Concurrent;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using PackageBilling.Messaging;

namespace PackageBilling.Billing.Runs;

/// <summary>
/// Carries out the runs that were asked for: at once those of this node, and every one that a node has left unfinished.
/// </summary>
internal sealed class ChargeRunWorker(
    NpgsqlDataSource source, IEventLog log, ChargeRunExecution execution, TimeProvider clock,
    ILogger<ChargeRunWorker> logger)
    : BackgroundService, ISharePoster
{
    // Unfinished runs of other nodes are looked for this often; their own node has usually finished them long before.
    private static readonly TimeSpan LookAround = TimeSpan.FromSeconds(2);

    private readonly ConcurrentDictionary<string, Lazy<Task>> _running = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _stopping = new();

    /// <summary>Carries a run out, or joins in waiting for it when it is under way; ends when the run has ended
    /// or stands still.</summary>
    public Task Execute(string runId) =>
        _running.GetOrAdd(runId, id => new(() => Task.Run(() => ExecuteToTheEnd(id)))).Value;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(LookAround, clock);
        do
        {
            try
            {
                foreach (var runId in await ChargeRunRows.Running(source, stoppingToken)) _ = Execute(runId);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                logger.LogWarning(
                    DatabaseErrors.Unexpected(e), "Could not look for unfinished charge runs: {Reason}", e.Message);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        await base.StopAsync(cancellationToken);
        await Task.WhenAll(_running.Values.Select(run => run.Value))
            .ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
    }

    public override void Dispose()
    {
        _stopping.Dispose();
        base.Dispose();
    }

    /// <summary>
    /// Posts a share of a run, and goes on after errors as for a whole run; ends when the share is done or the run does
    /// not go on.
    /// </summary>
    public async Task Post(PostShare share, CancellationToken ct)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct, _stopping.Token);
        await Persist(share.RunId, token => execution.ExecuteShare(share.RunId, share.Number, token), stop.Token);
    }

    private async Task ExecuteToTheEnd(string runId)
    {
        try
        {
            await Persist(runId, async ct =>
            {
                await execution.Execute(runId, ct);
                return await IsRunning(runId);
            }, _stopping.Token);
        }
        finally
        {
            _running.TryRemove(runId, out _);
        }
    }

    /// <summary>OnRepeat work until nothing is left of it, and ends the run after errors that come again
    /// and again.</summary>
    private async Task Persist(string runId, Func<CancellationToken, Task<bool>> isMoreAfter, CancellationToken ct)
    {
        for (var attempt = 1; ;)
        {
            try
            {
                if (!await isMoreAfter(ct)) return;
            }
            catch (Exception e) when (e is NotYetVisibleException || DatabaseErrors.IsPassing(e))
            {
                logger.LogWarning(
                    DatabaseErrors.Unexpected(e),
                    "Charge run {RunId} was interrupted and goes on: {Reason}", runId, e.Message);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                logger.LogError(e, "Charge run {RunId} failed, attempt {Attempt}", runId, attempt);
                if (attempt++ == RunLimits.Attempts)
                {
                    await execution.Fail(runId, e.Message, ct);
                    return;
                }
            }
            await Task.Delay(LookAround, clock, ct);
        }
    }

    private async Task<bool> IsRunning(string runId) =>
        RunState.Of(await log.ReadStream(Streams.Run(runId), _stopping.Token))?.Phase == RunPhase.Running;
}
