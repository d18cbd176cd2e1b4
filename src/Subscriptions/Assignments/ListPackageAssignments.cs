namespace PackageBilling.Subscriptions;

/// <summary>
/// Lists who has a package, in the order of assignment ids, and counts all of them by where they stand on a date (today
/// in UTC when none is given): what a revision from that date touches are those that are active or upcoming on it.
/// </summary>
internal sealed record ListPackageAssignments(string PackageId, DateOnly? On, PageRequest Page)
    : IRequest<PackageAssignments>
{
    internal sealed class Handler(NpgsqlDataSource source, ReadBarrier barrier, TimeProvider clock)
        : IRequestHandler<ListPackageAssignments, PackageAssignments>
    {
        private const string Known = "SELECT EXISTS (SELECT FROM subscriptions.packages WHERE package_id = $1)";

        private const string Counts = """
            SELECT count(*) FILTER (WHERE NOT cancelled AND start_date <= $1 AND (end_date IS NULL OR end_date >= $1)
                AND pauses @> $1 IS NOT true),
                count(*) FILTER (WHERE NOT cancelled AND start_date <= $1 AND (end_date IS NULL OR end_date >= $1)
                    AND pauses @> $1),
                count(*) FILTER (WHERE NOT cancelled AND start_date > $1), count(*) FILTER (WHERE NOT cancelled
                    AND start_date <= $1 AND end_date < $1),
                count(*) FILTER (WHERE cancelled)
            FROM subscriptions.assignments WHERE package_id = $2
            """;

        private const string Rows = $"{AssignmentRows.OnDate} WHERE a.package_id = $2 AND a.assignment_id > $3 "
            + "ORDER BY a.assignment_id LIMIT $4";

        public async Task<PackageAssignments> Handle(
            ListPackageAssignments request, CancellationToken cancellationToken)
        {
            await barrier.Cover(SubscriptionsProjection.ProjectionName, cancellationToken);
            var on = request.On ?? DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);
            await using var all = source.CreateBatch();
            all.BatchCommands.Add(new(Known) { Parameters = { new() { Value = request.PackageId } } });
            all.BatchCommands.Add(
                new(Counts) { Parameters = { new() { Value = on }, new() { Value = request.PackageId } } });
            all.BatchCommands.Add(new(Rows)
            {
                Parameters = { new() { Value = on }, new() { Value = request.PackageId },
                    new() { Value = request.Page.After ?? "" }, new() { Value = request.Page.Limit + 1 } },
            });
            await using var rows = await all.ExecuteReaderAsync(cancellationToken);
            await rows.ReadAsync(cancellationToken);
            if (!rows.GetBoolean(0)) throw Problem.NotFound("packageId", "package", request.PackageId);
            await rows.NextResultAsync(cancellationToken);
            await rows.ReadAsync(cancellationToken);
            var counts = new AssignmentCounts(
                rows.GetInt64(0), rows.GetInt64(1), rows.GetInt64(2), rows.GetInt64(3), rows.GetInt64(4));
            await rows.NextResultAsync(cancellationToken);
            List<AssignedPackage> assignments = [];
            while (await rows.ReadAsync(cancellationToken)) assignments.Add(AssignmentRows.View(rows, on));
            var page = request.Page.Of(assignments, assignment => assignment.AssignmentId);
            return new(on, counts, page.Items, page.Next);
        }
    }

    internal static void Map(IEndpointRouteBuilder api) =>
        api.MapGet("packages/{packageId}/assignments", async (
            string packageId, string? on, string? limit, string? after, IMediator mediator, CancellationToken ct) =>
            TypedResults.Ok(await mediator.Send(
                new ListPackageAssignments(packageId, QueryText.Date("on", on), PageRequest.Read(limit, after)), ct)))
            .AllowRead().WithName(nameof(ListPackageAssignments)).WithTags("Subscriptions")
            .WithSummary("Lists who has a package, and counts them by where they stand on a date.");
}
