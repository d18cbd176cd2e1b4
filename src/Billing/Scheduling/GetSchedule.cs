using System.Globalization;

namespace PackageBilling.Billing;

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
                agenda.FirstStarted, [.. agenda.Zones.Select(zone => View(zone, agenda.FirstStarted))], await Attention(cancellationToken));
        }

        private ScheduledZone View(ZoneRow zone, DateTimeOffset? firstStarted)
        {
            if (firstStarted is not { } since) return new(zone.State.TimeZone, null, null, null, null, zone.Customers);
            var (date, at) = Due.Next(zone.State, since, settings.RunAt);
            return new(zone.State.TimeZone, zone.State.LastDate, zone.LastRunId, date, at, zone.Customers);
        }

        private async Task<IReadOnlyList<RunToAttend>> Attention(CancellationToken ct)
        {
            var runs = new List<RunToAttend>();
            await using var command = source.CreateCommand($"""
                SELECT run_id, kind, date, status, zones, customer_ids, quarantined, error FROM schedule.attention
                ORDER BY number DESC LIMIT {ScheduleLimits.Attention}
                """);
            await using var row = await command.ExecuteReaderAsync(ct);
            while (await row.ReadAsync(ct))
                runs.Add(new(row.GetString(0), row.GetString(1), row.GetFieldValue<DateOnly>(2), row.GetString(3),
                    row.IsDBNull(4) ? null : row.GetFieldValue<string[]>(4), row.IsDBNull(5) ? null : row.GetFieldValue<string[]>(5).Length,
                    row.GetInt32(6), row.IsDBNull(7) ? null : row.GetString(7)));
            return runs;
        }
    }

    internal static void Map(IEndpointRouteBuilder api) => api
        .MapGet("/schedule", async (IMediator mediator, CancellationToken ct) => TypedResults.Ok(await mediator.Send(new GetSchedule(), ct)))
        .AllowRead().WithName("GetSchedule").WithTags("Charge runs").WithSummary("What runs by itself: last and next dates per time zone, and what needs attention");
}
