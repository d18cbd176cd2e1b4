using System.Globalization;

namespace PackageBilling.Billing.Nights;

/// <summary>What the schedule did last and does next, per time zone, and what needs a person's attention.</summary>
internal sealed record GetSchedule : IRequest<ScheduleView>
{
    internal sealed class Handler(
        NpgsqlDataSource source, ISubscriptions subscriptions, ReadBarrier barrier, ScheduleSettings settings)
        : IRequestHandler<GetSchedule, ScheduleView>
    {
        public async Task<ScheduleView> Handle(GetSchedule request, CancellationToken cancellationToken)
        {
            await barrier.Cover(ScheduleProjection.ProjectionName, cancellationToken);
            var agenda = await Agenda.Read(subscriptions, cancellationToken);
            return new(settings.Enabled, settings.RunAt.ToString(
                settings.RunAt.Second == 0 ? "HH:mm" : "HH:mm:ss", CultureInfo.InvariantCulture),
                agenda.FirstStarted, [.. agenda.Zones.Select(zone => View(zone, agenda.FirstStarted))],
                [.. (await AttentionRows.Read(source, cancellationToken)).Select(ToAttend)]);
        }

        private static RunToAttend ToAttend(AttentionRow run) => new(
            run.RunId, run.Kind, run.Date, run.Status, run.Zones, run.CustomerIds?.Length, run.Quarantined, run.Error);

        private ScheduledZone View(ZoneRow zone, DateTimeOffset? firstStarted)
        {
            if (firstStarted is not { } since) return new(zone.State.TimeZone, null, null, null, null, zone.Customers);
            var (date, at) = Due.Next(zone.State, since, settings.RunAt);
            return new(zone.State.TimeZone, zone.State.LastDate, zone.LastRunId, date, at, zone.Customers);
        }
    }

    internal static void Map(IEndpointRouteBuilder api) => api
        .MapGet("/schedule", async (
            IMediator mediator, CancellationToken ct) => TypedResults.Ok(await mediator.Send(new GetSchedule(), ct)))
        .AllowRead().WithName("GetSchedule").WithTags("Charge runs")
        .WithSummary("What runs by itself: last and next dates per time zone, and what needs attention");
}
