using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace PackageBilling.Billing;

/// <summary>
/// Runs dates by themselves as they become due (domain: "Runs", the scheduler). One node does it, the one whose session holds a
/// lock; it sleeps until the next date is due or the schedule's tables change.
/// </summary>
internal sealed class Scheduler(
    NpgsqlDataSource source, ScheduledWork work, ScheduleSettings settings, TimeProvider clock, ILogger<Scheduler> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!settings.Enabled) return;
        while (!stoppingToken.IsCancellationRequested)
        {
            var pause = ScheduleLimits.StandBy;
            try
            {
                await using var connection = await source.OpenConnectionAsync(stoppingToken);
                if (await TryLock(connection, stoppingToken)) await Schedule(connection, stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                logger.LogWarning(e, "The schedule was interrupted and goes on");
                pause = ScheduleLimits.Retry;
            }
            await Task.Delay(pause, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task Schedule(NpgsqlConnection connection, CancellationToken ct)
    {
        try
        {
            await Execute(connection, $"LISTEN {ScheduleProjection.Channel}", ct);
            while (true)
            {
                var next = await work.CatchUp(ct);
                var pause = next - clock.GetUtcNow() is { } until && until < ScheduleLimits.LongestPause ? until : ScheduleLimits.LongestPause;
                await WaitForNews(connection, pause < TimeSpan.Zero ? TimeSpan.Zero : pause, ct);
            }
        }
        finally
        {
            // A pool puts a connection away with its locks and clears them only when it is used again.
            if (connection.State == System.Data.ConnectionState.Open)
                await Execute(connection, "SELECT pg_advisory_unlock_all(); UNLISTEN *", CancellationToken.None);
        }
    }

    private async Task WaitForNews(NpgsqlConnection connection, TimeSpan pause, CancellationToken ct)
    {
        using var woken = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var news = connection.WaitAsync(woken.Token);
        await Task.WhenAny(news, Task.Delay(pause, clock, woken.Token));
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

    private static async Task<bool> TryLock(NpgsqlConnection connection, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand("SELECT pg_try_advisory_lock(hashtextextended('node:scheduler', 0))", connection);
        return (bool)(await command.ExecuteScalarAsync(ct))!;
    }

    private static async Task Execute(NpgsqlConnection connection, string sql, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(ct);
    }
}
