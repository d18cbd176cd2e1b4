namespace PackageBilling.Billing.Usage.FreeMinutes;

/// <summary>
/// The windows of free minutes of some assignments, of any customers, that today lies in where each customer is
/// (domain: "Free minutes"): what a list of assignments shows beside them. An assignment that grants none, or none
/// today, has no window.
/// </summary>
internal sealed record ListFreeMinutes(IReadOnlyCollection<string> AssignmentIds)
    : IRequest<IReadOnlyList<FreeMinutesView>>
{
    /// <summary>As many assignments as a list has rows at most.</summary>
    internal const int MaxAssignments = PageRequest.MaxLimit;

    internal sealed class Handler(
        ISubscriptions subscriptions, KnownPackages packages, ReadBarrier barrier, TimeProvider clock)
        : IRequestHandler<ListFreeMinutes, IReadOnlyList<FreeMinutesView>>
    {
        public async Task<IReadOnlyList<FreeMinutesView>> Handle(
            ListFreeMinutes request, CancellationToken cancellationToken)
        {
            await barrier.Cover(BookProjection.ProjectionName, cancellationToken);
            await using var snapshot = await subscriptions.Snapshot(BookProjection.ProjectionName, cancellationToken);
            var book = new MinutesBook(snapshot, packages);
            var now = clock.GetUtcNow();
            var windows = new List<(MinutesGrant Grant, MinutesWindow Window, DateOnly Today)>();
            foreach (var (timeZone, grant) in await book.GrantsOf(request.AssignmentIds, cancellationToken))
                if (TimeZones.LocalDate(timeZone, now) is var today && grant.WindowOn(today) is { } window)
                    windows.Add((grant, window, today));
            var used = await book.Used(
                [.. windows.SelectMany(one => CallRating.Counted(one.Grant, one.Window))], cancellationToken);
            return [.. windows.Select(one => GetFreeMinutes.View(one.Grant, one.Window, one.Today, used))];
        }
    }

    internal static void Map(IEndpointRouteBuilder api) => api
        .MapGet("/free-minutes", async (string? assignmentIds, IMediator mediator, CancellationToken ct) =>
        {
            string[] ids = [.. (assignmentIds ?? "")
                .Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Distinct()];
            if (ids.Length == 0) throw Problem.Malformed("assignmentIds", "must name assignments, separated by commas");
            if (ids.Length > MaxAssignments)
                throw Problem.Malformed("assignmentIds", $"must name at most {MaxAssignments} assignments");
            if (Array.Find(ids, id => !Identifiers.IsValid(id)) is { } wrong)
                throw Problem.Malformed("assignmentIds", $"\"{wrong}\" is not an id");
            return TypedResults.Ok(await mediator.Send(new ListFreeMinutes(ids), ct));
        })
        .AllowRead().WithName("ListFreeMinutes").WithTags("Usage")
        .WithSummary("What is left now of the free minutes of some assignments, of any customers");
}
