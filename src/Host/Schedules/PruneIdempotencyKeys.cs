namespace PackageBilling.Host;

/// <summary>Forgets answers that no caller repeats any more.</summary>
internal sealed class PruneIdempotencyKeys(
    NpgsqlDataSource source, TimeProvider clock, ILogger<PruneIdempotencyKeys> logger) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromDays(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pause, clock);
        do
        {
            try
            {
                await IdempotencyKeys.Prune(source, clock.GetUtcNow(), stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                logger.LogWarning(
                    DatabaseErrors.Unexpected(e),
                    "Old receipts could not be removed; tried again tomorrow: {Reason}", e.Message);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }
}
