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
                await using var connection = await source.OpenConnectionAsync(ct);
                await Listen(connection, ct);
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

    private async Task Listen(NpgsqlConnection connection, CancellationToken ct)
    {
        try
        {
            await ScheduleSignal.Listen(connection, ct);
            while (true) await WaitForNews(connection, Until(await work.CatchUp(ct)), ct);
        }
        finally
        {
            await ScheduleSignal.Leave(connection);
        }
    }

    private TimeSpan Until(IReadOnlyDictionary<string, DateTimeOffset> nextDates)
    {
        var pause = nextDates.Values.Select(due => due - clock.GetUtcNow()).Append(ScheduleLimits.LongestPause).Min();
        return pause < TimeSpan.Zero ? TimeSpan.Zero : pause;
    }

    private async Task WaitForNews(NpgsqlConnection connection, TimeSpan atMost, CancellationToken ct)
    {
        using var woken = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var news = connection.WaitAsync(woken.Token);
        await Task.WhenAny(news, Task.Delay(atMost, clock, woken.Token));
        await woken.CancelAsync();
        try
        {
            await news;
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            // The time came first.
        }
    }
}
