namespace PackageBilling.Subscriptions;

/// <summary>Shows an assignment as it is on a date (today where the customer lives when none is given), and what became of it.</summary>
internal sealed record GetAssignment(string CustomerId, string AssignmentId, DateOnly? On) : IRequest<Versioned<AssignmentWithHistory>>
{
    /// <summary>The most entries of the history that are shown, the latest of them: far more than a life has.</summary>
    internal const int MaxHistory = 500;

    internal sealed class Handler(NpgsqlDataSource source, IEventLog log, CustomerToday today) : IRequestHandler<GetAssignment, Versioned<AssignmentWithHistory>>
    {
        private const string History = """
            SELECT position, kind, effective_from, quantity, auto_decrement_credit, end_date, recorded_at, actor, reason
            FROM (
                SELECT position, 'assigned' AS kind, start_date AS effective_from, quantity, auto_decrement_credit, NULL::date AS end_date,
                    recorded_at, actor, reason
                FROM subscriptions.assignments WHERE assignment_id = $1
                UNION ALL
                SELECT position, kind, effective_from, quantity, auto_decrement_credit, end_date, recorded_at, actor, reason
                FROM subscriptions.assignment_changes WHERE assignment_id = $1
                ORDER BY position DESC LIMIT $2) latest
            ORDER BY position
            """;

        public async Task<Versioned<AssignmentWithHistory>> Handle(GetAssignment request, CancellationToken cancellationToken)
        {
            var localToday = await today.Of(request.CustomerId, cancellationToken);
            var on = request.On ?? localToday;
            await using var both = source.CreateBatch();
            both.BatchCommands.Add(new($"{AssignmentRows.OnDate} WHERE a.assignment_id = $2 AND a.customer_id = $3")
            {
                Parameters = { new() { Value = on }, new() { Value = request.AssignmentId }, new() { Value = request.CustomerId } },
            });
            both.BatchCommands.Add(new(History) { Parameters = { new() { Value = request.AssignmentId }, new() { Value = MaxHistory } } });
            await using var rows = await both.ExecuteReaderAsync(cancellationToken);
            if (!await rows.ReadAsync(cancellationToken)) throw Refuse.NotFound("assignmentId", "assignment", request.AssignmentId);
            var (assignment, version) = (AssignmentRows.View(rows, on), AssignmentRows.Version(rows));
            await rows.NextResultAsync(cancellationToken);
            List<AssignmentHistoryEntry> history = [];
            while (await rows.ReadAsync(cancellationToken)) history.Add(Entry(rows));
            await rows.CloseAsync();
            var keys = await log.ReadActorKeys([Assignment.Stream(request.AssignmentId)], cancellationToken);
            return new(new(assignment, [.. history.Select(entry => entry with { ActorKeyId = keys.GetValueOrDefault(entry.Position) })]), version);
        }

        private static AssignmentHistoryEntry Entry(NpgsqlDataReader row) => new(
            row.GetInt64(0), row.GetString(1), row.GetFieldValue<DateOnly?>(2), row.GetFieldValue<int?>(3), row.GetFieldValue<bool?>(4),
            row.GetFieldValue<DateOnly?>(5), row.GetFieldValue<DateTimeOffset>(6), row.GetString(7), row.IsDBNull(8) ? null : row.GetString(8));
    }

    internal static void Map(RouteGroupBuilder assignments) =>
        assignments.MapGet("{assignmentId}", async (
            string customerId, string assignmentId, string? on, IMediator mediator, HttpResponse response, CancellationToken ct) =>
            TypedResults.Ok(response.WithETag(await mediator.Send(new GetAssignment(customerId, assignmentId, QueryText.Date("on", on)), ct))))
            .AllowRead().WithName(nameof(GetAssignment)).WithSummary("Shows an assignment on a date, and its history.");
}

/// <summary>An assignment and what became of it, in the order recorded.</summary>
internal sealed record AssignmentWithHistory : AssignedPackage
{
    public AssignmentWithHistory(AssignedPackage assignment, IReadOnlyList<AssignmentHistoryEntry> history)
        : base(assignment) => History = history;

    public IReadOnlyList<AssignmentHistoryEntry> History { get; }
}

/// <summary>One thing that became of an assignment.</summary>
/// <param name="Position">Where in the log it was recorded.</param>
/// <param name="Event"><c>assigned</c>, <c>changed</c>, <c>ended</c> or <c>cancelled</c>.</param>
/// <param name="EffectiveFrom">The date from which quantity and flag hold.</param>
/// <param name="Quantity">Null when it did not change.</param>
/// <param name="AutoDecrementCredit">Null when it did not change.</param>
/// <param name="EndDate">The last day that was set.</param>
/// <param name="RecordedAt">When it became known.</param>
/// <param name="Actor">Whose key.</param>
/// <param name="Reason">Why, when a reason was given.</param>
/// <param name="ActorKeyId">The id of that key; null for the product itself.</param>
internal sealed record AssignmentHistoryEntry(
    long Position, string Event, DateOnly? EffectiveFrom, int? Quantity, bool? AutoDecrementCredit, DateOnly? EndDate,
    DateTimeOffset RecordedAt, string Actor, string? Reason, string? ActorKeyId = null);
