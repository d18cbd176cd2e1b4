using Microsoft.Extensions.Logging;
using PackageBilling.Messaging;

namespace PackageBilling.Subscriptions;

/// <summary>
/// Asks for platform features as customers' assignments and local dates bring them, on one node at a time, whether it
/// schedules runs or not: looks at a customer when its assignments change, and at all of them every minute, since a
/// date begins in some zone at every quarter of an hour.
/// </summary>
internal sealed class FeatureWork(
    IServiceProvider services, NpgsqlDataSource source, TimeProvider clock, ILogger<FeatureWork> logger)
    : IExclusiveWork
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1), Retry = TimeSpan.FromSeconds(2);

    // Whatever keeps a request from being made again, the database is not asked without a pause.
    private static readonly TimeSpan Breath = TimeSpan.FromMilliseconds(100);

    public string Name => "features";

    public bool IsEnabled => true;

    public async Task Run(CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
        {
            try
            {
                await using var news = await NewsChannel.Listen(source, FeatureSignal.Channel, clock, ct);
                await Follow(news, ct);
            }
            catch (Exception e) when (!ct.IsCancellationRequested)
            {
                logger.LogWarning(DatabaseErrors.Unexpected(e),
                    "Platform features could not be asked for; trying again: {Reason}", e.Message);
            }
            catch
            {
                // It is stopped, and whatever failed comes of that.
            }
            await Task.Delay(Retry, clock, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task Follow(NewsChannel news, CancellationToken ct)
    {
        IReadOnlyCollection<string>? customers = null;
        var allAt = clock.GetUtcNow();
        while (true)
        {
            if (customers is null) allAt = clock.GetUtcNow() + LongestPause;
            var asked = await SubscriptionsModule.AskForPlatformFeatures(services, customers, ct);
            if (asked.Count > 0) logger.LogInformation("{Count} platform features were asked for", asked.Count);
            var soon = clock.GetUtcNow() + Breath;
            var until = asked.NextAt is { } next && next < allAt ? next > soon ? next : soon : allAt;
            var payloads = await news.Wait(until, ct);
            customers = clock.GetUtcNow() >= until ? null : FeatureSignal.Customers(payloads);
        }
    }
}
