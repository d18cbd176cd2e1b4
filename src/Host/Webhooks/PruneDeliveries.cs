namespace PackageBilling.Host;

/// <summary>Forgets deliveries that ended long ago.</summary>
internal sealed class PruneDeliveries(NpgsqlDataSource source, TimeProvider clock, ILogger<PruneDeliveries> logger)
    : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromHours(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pause, clock);
        do
        {
            try
            {
                await using var command = source.CreateCommand(
                    $"DELETE FROM webhooks.deliveries WHERE created < $1 AND state <> '{WebhookTables.Waiting}'");
                command.Parameters.Add(new() { Value = (clock.GetUtcNow() - WebhookLimits.Kept).UtcDateTime });
                await command.ExecuteNonQueryAsync(stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                logger.LogWarning(
                    DatabaseErrors.Unexpected(e),
                    "Old deliveries could not be removed; tried again in an hour: {Reason}", e.Message);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }
}
