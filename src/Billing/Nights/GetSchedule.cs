using System.Globalization;

namespace PackageBilling.Billing.Nights;

/// <summary>What the schedule did last and does next, per time zone, and what needs a person's attention.</summary>
internal sealed record GetSchedule : IRequest<ScheduleView>
{
    internal sealed class Handler(NpgsqlDataSource source, ISubscriptions subscriptions, ReadBarrier barrier, ScheduleSettings settings)
        : IRequestHandler<GetSchedule, ScheduleView>
    {
        public async Task<ScheduleView> Handle(GetSchedule request, CancellationToken cancellationToken)
        {
            await barrier.Cover(ScheduleProjection.ProjectionName, cancellationToken);
            var agenda = await Agenda.Read(subscriptions, cancellationToken);
            return new(settings.Enabled, settings.RunAt.ToString(settings.RunAt.Second == 0 ? "HH:mm" : "HH:mm:ss", CultureInfo.InvariantCulture),
                agenda.FirstStarted, [.. agenda.Zones.Select(zone => View(zone, agenda.FirstStarted))],
                [.. (await AttentionRows.Read(source, cancellationToken)).Select(RunToAttend.Of)]);
        }

        private ScheduledZone View(ZoneRow zone, DateTimeOffset? firstStarted)
        {
            if (firstStarted is not { } since) return new(zone.State.TimeZone, null, null, null, null, zone.Customers);
            var (date, at) = Due.Next(zone.State, since, settings.RunAt);
            return new(zone.State.TimeZone, zone.State.LastDate, zone.LastRunId, date, at, zone.Customers);
        }
    }

    internal static void Map(IEndpointRouteBuilder api) => api
        .MapGet("/schedule", async (IMediator mediator, CancellationToken ct) => TypedResults.Ok(await mediator.Send(new GetSchedule(), ct)))
        .AllowRead().WithName("GetSchedule").WithTags("Charge runs").WithSummary("What runs by itself: last and next dates per time zone, and what needs attention");
}

/// <summary>The schedule as the interface shows it.</summary>
/// <param name="Enabled">Whether the node that answers schedules.</param>
/// <param name="RunAt">The local time from which a date is run.</param>
/// <param name="FirstStarted">When the scheduler began; no date from before it is run.</param>
/// <param name="Zones">Every time zone that customers live in.</param>
/// <param name="Attention">Runs of the schedule that failed, were cancelled or left lines out, until a later run of the date has put them right, and those that are paused; the newest first.</param>
internal sealed record ScheduleView(
    bool Enabled, string RunAt, DateTimeOffset? FirstStarted, IReadOnlyList<ScheduledZone> Zones, IReadOnlyList<RunToAttend> Attention);

/// <summary>A time zone; its next date is unknown until the scheduler has begun.</summary>
internal sealed record ScheduledZone(
    string TimeZone, DateOnly? LastDate, string? LastRunId, DateOnly? NextDate, DateTimeOffset? NextAt, long Customers);

/// <summary>A run that failed, was cancelled, is paused, or that left lines out because their data contradict each other.</summary>
internal sealed record RunToAttend(
    string RunId, string Kind, DateOnly Date, string Status, IReadOnlyList<string>? Zones, int? Customers,
    int Quarantined, string? Error)
{
    public static RunToAttend Of(AttentionRow run) => new(
        run.RunId, run.Kind, run.Date, run.Status, run.Zones, run.CustomerIds?.Length, run.Quarantined, run.Error);
}
