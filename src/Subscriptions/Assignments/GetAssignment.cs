namespace PackageBilling.Subscriptions;

/// <summary>Shows an assignment as it is on a date (today where the customer lives when none is given),
/// and what became of it.</summary>
internal sealed record GetAssignment(string CustomerId, string AssignmentId, DateOnly? On)
    : IRequest<Versioned<AssignmentWithHistory>>
{
    /// <summary>The most entries of the history that are shown, the latest of them: far more than a life has.</summary>
    internal const int MaxHistory = 500;

    internal sealed class Handler(NpgsqlDataSource source, IEventLog log, CustomerToday today)
        : IRequestHandler<GetAssignment, Versioned<AssignmentWithHistory>>
    {
        public async Task<Versioned<AssignmentWithHistory>> Handle(
            GetAssignment request, CancellationToken cancellationToken)
        {
            var localToday = await today.Of(request.CustomerId, cancellationToken);
            var on = request.On ?? localToday;
            await using var command = source.CreateCommand(
                $"{AssignmentRows.OnDate} WHERE a.assignment_id = $2 AND a.customer_id = $3");
            command.Parameters.AddValues(on, request.AssignmentId, request.CustomerId);
            await using var rows = await command.ExecuteReaderAsync(cancellationToken);
            if (!await rows.ReadAsync(cancellationToken))
                throw Problem.NotFound("assignmentId", "assignment", request.AssignmentId);
            var (assignment, version) = (AssignmentRows.View(rows, on), AssignmentRows.Version(rows));
            var history = await log.ReadStream(
                Assignment.Stream(request.AssignmentId), Math.Max(0, version - MaxHistory),
                MaxHistory, cancellationToken);
            return new(new(assignment, [.. history.Where(stored => stored.Version <= version).Select(Entry)]), version);
        }
    }

    /// <summary>An event of an assignment as its history shows it.</summary>
    internal static AssignmentHistoryEntry Entry(StoredEvent stored) => stored.Data switch
    {
        PackageAssigned assigned => Entry(stored, "assigned", assigned) with { EffectiveFrom = assigned.StartDate },
        AssignmentChanged changed => Entry(stored, "changed", changed) with { EffectiveFrom = changed.EffectiveFrom },
        AssignmentPaused paused => Entry(stored, "paused") with { EffectiveFrom = paused.From },
        AssignmentResumed resumed => Entry(stored, "resumed") with { EffectiveFrom = resumed.On },
        AssignmentEnded ended => Entry(stored, "ended") with { EndDate = ended.EndDate },
        AssignmentCancelled => Entry(stored, "cancelled"),
        _ => throw new InvalidOperationException($"{stored.Type} is about no assignment."),
    };

    private static AssignmentHistoryEntry Entry(StoredEvent stored, string what, OwnTerms? terms = null) => new(
        stored.Position, what, null, null, stored.Metadata.RecordedAt, stored.Metadata.Actor, stored.Metadata.Reason,
        stored.Metadata.KeyId, terms);

    internal static void Map(RouteGroupBuilder assignments) =>
        assignments.MapGet("{assignmentId}", async (
            string customerId, string assignmentId, string? on, IMediator mediator, HttpResponse response,
            CancellationToken ct) =>
            TypedResults.Ok(response.WithETag(
                await mediator.Send(new GetAssignment(customerId, assignmentId, QueryText.Date("on", on)), ct))))
            .AllowRead().WithName(nameof(GetAssignment)).WithSummary("Shows an assignment on a date, and its history.");
}
