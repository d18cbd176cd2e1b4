namespace PackageBilling.Billing;

/// <summary>
/// A customer's windows of free minutes at an instant, past or future, with what the calls recorded so far that started by then
/// have used (domain: "Free minutes"). granted = used + remaining, always (I9). With <paramref name="KnownAt"/> by what was known then.
/// </summary>
internal sealed record GetFreeMinutes(string CustomerId, DateTimeOffset? At, AsKnownAt? KnownAt = null) : IRequest<IReadOnlyList<FreeMinutesView>>
{
    internal sealed class Handler(ISubscriptions subscriptions, KnownPackages packages, IEventLog log, ReadPositions positions, TimeProvider clock)
        : IRequestHandler<GetFreeMinutes, IReadOnlyList<FreeMinutesView>>
    {
        public async Task<IReadOnlyList<FreeMinutesView>> Handle(GetFreeMinutes request, CancellationToken cancellationToken)
        {
            var known = await positions.Of(request.KnownAt, null, cancellationToken);
            var at = request.At ?? clock.GetUtcNow();
            await using var snapshot = await subscriptions.Snapshot(BookProjection.ProjectionName, cancellationToken);
            var book = new MinutesBook(snapshot, packages, known);
            if (!(await book.Customers([request.CustomerId], cancellationToken)).TryGetValue(request.CustomerId, out var customer))
                throw Problem.NotFound("customerId", known is null ? "customer" : "customer known then", request.CustomerId);
            var date = TimeZones.LocalDate(customer.TimeZone, at);
            var views = new List<FreeMinutesView>();
            foreach (var grant in (await book.Grants([request.CustomerId], cancellationToken))[request.CustomerId])
                if (grant.WindowOn(date) is { } window)
                    views.Add(View(grant, window, date, await UsedAt(
                        snapshot, new(grant.AssignmentId, window.From), at, known ?? long.MaxValue, cancellationToken)));
            return views;
        }

        /// <summary>Events whose calls all started by then count as they are; of those that straddle the instant the calls are looked at.</summary>
        private async Task<long> UsedAt(ProjectionSnapshot snapshot, WindowKey window, DateTimeOffset at, long known, CancellationToken ct)
        {
            await using var command = new NpgsqlCommand("""
                SELECT coalesce(sum(seconds) FILTER (WHERE last_start <= $3), 0)::bigint, array_agg(position) FILTER (WHERE last_start > $3)
                FROM billing.window_uses WHERE assignment_id = $1 AND window_from = $2 AND first_start <= $3 AND position <= $4
                """, snapshot.Connection);
            command.Parameters.AddValues(window.AssignmentId, window.From, at.UtcDateTime, known);
            var (used, straddling) = (0L, Array.Empty<long>());
            await using (var row = await command.ExecuteReaderAsync(ct))
                if (await row.ReadAsync(ct)) (used, straddling) = (row.GetInt64(0), row.IsDBNull(1) ? [] : row.GetFieldValue<long[]>(1));
            foreach (var position in straddling)
                await foreach (var stored in log.ReadAll(position - 1, position, [typeof(CallsRated)], ct))
                    foreach (var call in ((CallsRated)stored.Data).Calls)
                        if (call.StartedAt <= at)
                            foreach (var use in call.Uses ?? [])
                                if (use.AssignmentId == window.AssignmentId && use.WindowFrom == window.From) used += use.Seconds;
            return used;
        }
    }

    internal static FreeMinutesView View(MinutesGrant grant, MinutesWindow window, DateOnly date, long used) => new(
        grant.AssignmentId, grant.Package.PackageId, grant.Did, grant.Package.TermsOn(date).Destinations, window.From,
        window.To, grant.Seconds, used, grant.Seconds - used);

    internal static void Map(IEndpointRouteBuilder api) => api
        .MapGet("/customers/{customerId}/free-minutes", async (string customerId, string? at, string? knownAt, IMediator mediator, CancellationToken ct) =>
            TypedResults.Ok(await mediator.Send(new GetFreeMinutes(customerId, Instants.Query("at", at), AsKnownAt.Read(knownAt)), ct)))
        .AllowRead().WithName("GetFreeMinutes").WithTags("Usage").WithSummary("What is left of a customer's free minutes, now or at any instant, by what is known now or was known then");
}
