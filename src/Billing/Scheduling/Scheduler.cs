using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using PackageBilling.EventStore;
using PackageBilling.Foundation;

namespace PackageBilling.Billing;

/// <summary>
/// Has dates run by themselves as they become due (domain: "Runs", the scheduler): wakes the schedule's work when its tables change, and
/// every while besides. Who does the work, and when a zone's date comes, is the queue's business.
/// </summary>
internal sealed class Scheduler(
    NpgsqlDataSource source, IWorkQueue queue, ScheduleSettings settings, TimeProvider clock, ILogger<Scheduler> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!settings.Enabled) return;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await using var connection = await source.OpenConnectionAsync(stoppingToken);
                await Listen(connection, stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                logger.LogWarning(
                    DatabaseErrors.Unexpected(e), "The schedule was interrupted and goes on: {Reason}", e.Message);
            }
            await Task.Delay(ScheduleLimits.Retry, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task Listen(NpgsqlConnection connection, CancellationToken ct)
    {
        try
        {
            await Execute(connection, $"LISTEN {ScheduleProjection.Channel}", ct);
            while (true)
            {
                await queue.Wake(ScheduleWork.Name, ct);
                await WaitForNews(connection, ct);
            }
        }
        finally
        {
            // A pool puts a connection away as it is and clears it only when it is used again.
            if (connection.State == System.Data.ConnectionState.Open) await Execute(connection, "UNLISTEN *", CancellationToken.None);
        }
    }

    private async Task WaitForNews(NpgsqlConnection connection, CancellationToken ct)
    {
        using var woken = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var news = connection.WaitAsync(woken.Token);
        await Task.WhenAny(news, Task.Delay(ScheduleLimits.LongestPause, clock, woken.Token));
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

    private static async Task Execute(NpgsqlConnection connection, string sql, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(ct);
    }
}
