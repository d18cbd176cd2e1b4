using System.Collections.Concurrent;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace PackageBilling.Billing.Invoices.Closing;

/// <summary>
/// Carries out the closings that were asked for: at once those of this node, and its part of every other that has not
/// ended.
/// </summary>
internal sealed class ClosingWorker(
    NpgsqlDataSource source, ClosingExecution execution, TimeProvider clock, ILogger<ClosingWorker> logger)
    : BackgroundService
{
    // Closings of other nodes, and those that a node left unfinished, are looked for this often.
    private static readonly TimeSpan LookAround = TimeSpan.FromSeconds(2);

    private readonly ConcurrentDictionary<string, Lazy<Task>> _running = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _stopping = new();

    /// <summary>Carries a closing out, or joins in waiting for it; ends when the closing has ended.</summary>
    public Task Execute(string closingId) =>
        _running.GetOrAdd(closingId, id => new(() => Task.Run(() => ExecuteToTheEnd(id)))).Value;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(LookAround, clock);
        do
        {
            try
            {
                foreach (var closingId in await ClosingRows.Running(source, stoppingToken)) _ = Execute(closingId);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                logger.LogWarning(
                    DatabaseErrors.Unexpected(e), "Could not look for unfinished closings: {Reason}", e.Message);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        await base.StopAsync(cancellationToken);
        await Task.WhenAll(_running.Values.Select(closing => closing.Value))
            .ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
    }

    public override void Dispose()
    {
        _stopping.Dispose();
        base.Dispose();
    }

    private async Task ExecuteToTheEnd(string closingId)
    {
        try
        {
            for (var attempt = 1; ;)
            {
                try
                {
                    if (!await execution.Execute(closingId, _stopping.Token)) return;
                }
                catch (Exception e) when (e is NotYetVisibleException || DatabaseErrors.IsPassing(e))
                {
                    logger.LogWarning(DatabaseErrors.Unexpected(e),
                        "Closing {ClosingId} was interrupted and goes on: {Reason}", closingId, e.Message);
                }
                catch (Exception e) when (e is not OperationCanceledException)
                {
                    logger.LogError(e, "Closing {ClosingId} failed, attempt {Attempt}", closingId, attempt);
                    if (attempt++ == ClosingLimits.Attempts)
                    {
                        await execution.Fail(closingId, e.Message, _stopping.Token);
                        return;
                    }
                }
                await Task.Delay(LookAround, clock, _stopping.Token);
            }
        }
        finally
        {
            _running.TryRemove(closingId, out _);
        }
    }
}
