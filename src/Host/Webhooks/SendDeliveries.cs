using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Threading.Channels;

namespace PackageBilling.Host;

/// <summary>
/// Makes the deliveries that wait: at least once, in order per webhook and customer, a few at a time per webhook, so
/// that a receiver that is slow or dead delays nobody but itself. Any number of nodes do it; each leases what it sends.
/// </summary>
internal sealed class SendDeliveries(
    NpgsqlDataSource source, DeliveryQueues queues, WebhookPost post, TimeProvider clock,
    ILogger<SendDeliveries> logger) : BackgroundService
{
    private readonly Channel<bool> _woken = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly ConcurrentDictionary<string, int> _open = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<Task, bool> _sending = new();

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(Listen(stoppingToken), Dispatch(stoppingToken));

    private async Task Dispatch(CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
        {
            var pause = WebhookLimits.Poll;
            try
            {
                var now = clock.GetUtcNow();
                foreach (var webhookId in await queues.Due(now, ct))
                    if (WebhookLimits.AtOnce - _open.GetValueOrDefault(webhookId) is > 0 and var room)
                        // Not broken off: what is leased at the end of the node is given back, and a lease
                        // that was not heard of could not be.
                        foreach (var delivery in await queues.Lease(
                            webhookId, room, Ids.New(now), now, CancellationToken.None))
                            Begin(delivery, ct);
                if (await queues.NextDue(now, ct) - clock.GetUtcNow() is { } until && until < pause)
                    pause = until < TimeSpan.Zero ? TimeSpan.Zero : until;
            }
            catch (Exception e) when (!ct.IsCancellationRequested)
            {
                logger.LogWarning(
                    DatabaseErrors.Unexpected(e),
                    "Webhooks could not be looked after; trying again: {Reason}", e.Message);
            }
            await WaitForNews(pause, ct);
        }
        await Task.WhenAll(_sending.Keys).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private void Begin(LeasedDelivery delivery, CancellationToken ct)
    {
        _open.AddOrUpdate(delivery.WebhookId, 1, (_, open) => open + 1);
        var sending = Task.Run(() => Deliver(delivery, ct), CancellationToken.None);
        _sending[sending] = true;
        sending.ContinueWith(done => _sending.TryRemove(done, out _), CancellationToken.None,
            TaskContinuationOptions.None, TaskScheduler.Default);
    }

    private async Task Deliver(LeasedDelivery delivery, CancellationToken ct)
    {
        try
        {
            var attempt = await post.Send(delivery, ct);
            var now = clock.GetUtcNow();
            // Also while the node ends: what the receiver has got need not be sent again.
            await queues.End(delivery, attempt,
                attempt.Error is null || attempt.IsFinal ? null : RetryAt(delivery, now), now, CancellationToken.None);
        }
        catch (OperationCanceledException)
        {
            // The node ends; another one, or the next start, need not wait for the lease to pass.
            await queues.GiveBack(delivery, clock.GetUtcNow(), CancellationToken.None);
        }
        catch (Exception e) when (e is NpgsqlException or InvalidOperationException)
        {
            logger.LogWarning(
                DatabaseErrors.Unexpected(e),
                "Delivery {DeliveryId} could not be written down; it is made again when its lease has passed: {Reason}",
                delivery.DeliveryId, e.Message);
        }
        finally
        {
            _open.AddOrUpdate(delivery.WebhookId, 0, (_, open) => open - 1);
            _woken.Writer.TryWrite(true);
        }
    }

    /// <summary>When to try again: pauses double, and differ by half, so that what failed together does not come back
    /// together. Null to give up.</summary>
    internal static DateTimeOffset? RetryAt(LeasedDelivery delivery, DateTimeOffset now)
    {
        if (now - delivery.Since >= WebhookLimits.GivenUpAfter) return null;
        var doubled = WebhookLimits.FirstPause.TotalSeconds * Math.Pow(2, Math.Min(delivery.Attempts, 20));
        var pause = Math.Min(doubled, WebhookLimits.LongestPause.TotalSeconds);
        return now + TimeSpan.FromSeconds(pause * (0.5 + RandomNumberGenerator.GetInt32(500) / 1000d));
    }

    private async Task Listen(CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
        {
            try
            {
                await using var connection = await source.OpenConnectionAsync(ct);
                connection.Notification += (_, _) => _woken.Writer.TryWrite(true);
                await using (var listen = new NpgsqlCommand($"LISTEN {WebhookTables.Channel}", connection))
                    await listen.ExecuteNonQueryAsync(ct);
                while (true) await connection.WaitAsync(ct);
            }
            catch (Exception e) when (!ct.IsCancellationRequested)
            {
                logger.LogWarning(
                    DatabaseErrors.Unexpected(e),
                    "Listening for news of webhooks was interrupted; trying again: {Reason}", e.Message);
                await Task.Delay(WebhookLimits.Poll, clock, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private async Task WaitForNews(TimeSpan pause, CancellationToken ct)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        await Task.WhenAny(_woken.Reader.WaitToReadAsync(stop.Token).AsTask(), Task.Delay(pause, clock, stop.Token));
        await stop.CancelAsync();
        _woken.Reader.TryRead(out _);
    }
}
