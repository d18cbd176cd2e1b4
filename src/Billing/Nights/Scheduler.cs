using Microsoft.Extensions.Logging;
using PackageBilling.Messaging;

namespace PackageBilling.Billing.Nights;

/// <summary>
/// Has dates run by themselves as they become due (domain: "Runs", the scheduler): looks when the schedule's tables
/// change, when a zone's next date is due, and every minute besides. A node that dies in the middle is followed by
/// another one, which finds in the log what was begun.
/// </summary>
internal sealed class Scheduler(
    NpgsqlDataSource source, ScheduledWork work, ScheduleSettings settings, TimeProvider clock,
    ILogger<Scheduler> logger)
    : IExclusiveWork
{
    public string Name => "schedule";

    public bool IsEnabled => settings.Enabled;

    public async Task Run(CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
        {
            try
            {
                await using var news = await NewsChannel.Listen(source, ScheduleSignal.Channel, clock, ct);
                while (true) await news.Wait(Until(await work.CatchUp(ct)), ct);
            }
            catch (Exception e) when (!ct.IsCancellationRequested)
            {
                logger.LogWarning(
                    DatabaseErrors.Unexpected(e), "The schedule was interrupted and goes on: {Reason}", e.Message);
            }
            catch
            {
                // It is stopped, and whatever failed comes of that.
            }
            await Task.Delay(ScheduleLimits.Retry, clock, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private DateTimeOffset Until(IReadOnlyDictionary<string, DateTimeOffset> nextDates) =>
        nextDates.Values.Append(clock.GetUtcNow() + ScheduleLimits.LongestPause).Min();
}
