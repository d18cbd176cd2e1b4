using Microsoft.Extensions.Logging;
using PackageBilling.Messaging;

namespace PackageBilling.Billing.Invoices;

/// <summary>Says which invoices were not paid by their due dates, once each, when the day after it has begun where the
/// customer is.</summary>
internal sealed class MarkOverdue(
    NpgsqlDataSource source, IEventLog log, ISubscriptions subscriptions, ScheduleSettings settings,
    TimeProvider clock, ILogger<MarkOverdue> logger)
    : IExclusiveWork
{
    /// <summary>How often it looks: an invoice is overdue within so much of midnight.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    // Invoices that are said to be overdue in one transaction.
    private const int AtOnce = 500;

    public string Name => "overdue";

    public bool IsEnabled => settings.Enabled;

    public async Task Run(CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
        {
            try
            {
                while (await Mark(ct)) { }
            }
            catch (Exception e) when (!ct.IsCancellationRequested)
            {
                logger.LogWarning(
                    DatabaseErrors.Unexpected(e), "Could not look for overdue invoices: {Reason}", e.Message);
            }
            await Task.Delay(Pause, clock, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Marks those that are overdue now.</summary>
    /// <returns>Whether there may be more.</returns>
    public async Task<bool> Mark(CancellationToken ct)
    {
        // What was paid before now is known, and so is what was marked before.
        await subscriptions.WaitFor(
            BookProjection.ProjectionName, await log.SafePosition(ct), ScheduleLimits.Patience, ct);
        var now = clock.GetUtcNow();
        var unpaid = await UnpaidInvoices.Due(
            source, DateOnly.FromDateTime(now.UtcDateTime.AddDays(1)), AtOnce, ct);
        var overdue = unpaid.Where(one => one.Invoice.DueOn < TimeZones.LocalDate(one.TimeZone, now)).ToList();
        if (overdue.Count == 0) return false;
        await log.Append(
            [.. overdue.Select(one => new StreamAppend(Streams.Invoice(one.Invoice.Number), null, [one.Invoice]))],
            new EventMetadata(now, Actors.Scheduler), null, ct);
        return overdue.Count == AtOnce;
    }
}
