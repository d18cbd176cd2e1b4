using Microsoft.Extensions.Logging;
using PackageBilling.EventStore;
using PackageBilling.Foundation;

namespace PackageBilling.Billing;

/// <summary>
/// What the schedule asks for, done by one node at a time, whichever takes it. Each zone has an alarm of its own for its next date; a
/// node that dies in the middle is followed by another one, which finds in the log what was begun.
/// </summary>
internal sealed class ScheduleWork(ScheduledWork work, IServiceProvider services, TimeProvider clock, ILogger<ScheduleWork> logger) : IWork
{
    public const string Name = "schedule";

    public string Kind => Name;

    public async Task Do(string id, CancellationToken ct)
    {
        // The queue is made of all work, so it cannot be asked for before there is some to do.
        var queue = (IWorkQueue)services.GetService(typeof(IWorkQueue))!;
        try
        {
            var next = await work.CatchUp(ct);
            var now = clock.GetUtcNow();
            await queue.SetAlarms(Kind, next.ToDictionary(zone => zone.Key, zone => zone.Value - now, StringComparer.Ordinal), ct);
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            logger.LogWarning(
                DatabaseErrors.Unexpected(e), "The schedule was interrupted and goes on: {Reason}", e.Message);
            await queue.SetAlarms(Kind, new Dictionary<string, TimeSpan> { ["again"] = ScheduleLimits.Retry }, ct);
        }
    }
}
