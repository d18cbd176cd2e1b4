using PackageBilling.Subscriptions;

namespace PackageBilling.Host;

/// <summary>Switches platform features on and off as customers' local dates begin.</summary>
internal sealed class SwitchFeatures(IServiceProvider services, TimeProvider clock, ILogger<SwitchFeatures> logger)
    : BackgroundService
{
    // A date begins in some zone at every quarter of an hour; a minute late is soon enough for a service
    // that is billed by the day.
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pause, clock);
        do
        {
            try
            {
                var switched = await SubscriptionsModule.SwitchPlatformFeatures(services, stoppingToken);
                if (switched > 0) logger.LogInformation("{Count} platform features were switched", switched);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                logger.LogWarning(
                    DatabaseErrors.Unexpected(e),
                    "Platform features could not be switched; tried again in a minute: {Reason}", e.Message);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }
}
