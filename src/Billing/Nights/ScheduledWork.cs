using Microsoft.Extensions.Logging;

namespace PackageBilling.Billing.Nights;

/// <summary>
/// Does the next thing that the schedule asks for, one at a time: end runs that are under way, look at late facts, run
/// dates that are owed, then dates that are due. Each start is appended to the one stream of the schedule at the
/// version that was seen before the decision, so that it happens once whatever other nodes do.
/// </summary>
internal sealed class ScheduledWork(
    IEventLog log, ISubscriptions subscriptions, ChargeRunWorker worker, ScheduleSettings settings, TimeProvider clock,
    ILogger<ScheduledWork> logger)
{
    /// <summary>Takes steps until nothing is to be done now.</summary>
    /// <returns>When each zone's next date is due; empty while a paused run holds all others.</returns>
    public async Task<IReadOnlyDictionary<string, DateTimeOffset>> CatchUp(CancellationToken ct)
    {
        while (true)
        {
            var version = (await log.ReadLast(Streams.Schedule, ct))?.Version ?? 0;
            await subscriptions.WaitFor(
                ScheduleProjection.ProjectionName, await log.Tail(ct), ScheduleLimits.Patience, ct);
            var agenda = await Agenda.Read(subscriptions, ct);
            try
            {
                if (!await Step(agenda, version, ct)) return Next(agenda);
            }
            catch (StreamConflictException)
            {
                logger.LogInformation("Another node schedules too; looking again");
            }
        }
    }

    private async Task<bool> Step(Agenda agenda, long version, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        if (agenda.FirstStarted is not { } firstStarted)
            return await Record(version, now, null, [new SchedulerStarted(now)], ct);
        if (agenda.OpenRuns.Count > 0)
        {
            if (agenda.IsHeld) return false;
            foreach (var run in agenda.OpenRuns) await worker.Execute(run.RunId).WaitAsync(ct);
            return true;
        }
        if (agenda.LateFacts.Count > 0)
        {
            var owed = agenda.LateFacts.Select(fact => fact.Owed(firstStarted, settings.RunAt))
                .OfType<OwedDates>().ToList();
            return await Record(version, now, null, [new PastDatesOwed(agenda.LateFacts[^1].Position, owed)], ct);
        }
        if (agenda.Owed is { } past)
            return await Start(version, now, new(Ids.New(now), RunKind.BillPast, past.Date, past.CustomerIds, null,
                NotYet.Zones(past.Date, now), ChargeRun.EngineVersion), ct);
        if (Due.Runs(agenda.Zones.Select(zone => zone.State), firstStarted, now, settings.RunAt) is [var due, ..])
            return await Start(version, now,
                new(Ids.New(now), RunKind.Scheduled, due.Date, null, null, [], ChargeRun.EngineVersion, due.Zones), ct);
        return false;
    }

    private async Task<bool> Start(long version, DateTimeOffset now, ChargeRunStarted run, CancellationToken ct)
    {
        await Record(version, now, new StreamAppend(Streams.Run(run.RunId), 0, [run]),
            [new RunScheduled(run.RunId, run.Date)], ct);
        logger.LogInformation(
            "Started charge run {RunId} ({Kind}) for {Date}", run.RunId, run.Kind, Dates.Text(run.Date));
        await worker.Execute(run.RunId).WaitAsync(ct);
        return true;
    }

    private async Task<bool> Record(
        long version, DateTimeOffset now, StreamAppend? run, IReadOnlyList<object> facts, CancellationToken ct)
    {
        var schedule = new StreamAppend(Streams.Schedule, version, facts);
        await log.Append(
            run is null ? [schedule] : [schedule, run], new EventMetadata(now, Actors.Scheduler), null, ct);
        return true;
    }

    private Dictionary<string, DateTimeOffset> Next(Agenda agenda) =>
        agenda.FirstStarted is not { } firstStarted || agenda.IsHeld ? []
            : agenda.Zones.ToDictionary(zone => zone.State.TimeZone,
                zone => Due.Next(zone.State, firstStarted, settings.RunAt).At, StringComparer.Ordinal);
}
