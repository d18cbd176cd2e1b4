namespace PackageBilling.Subscriptions;

/// <summary>
/// Lists a customer's assignments in the order of their ids. With a date: those that are active on it, as they are on
/// it. Without: all of them, ended and cancelled ones too, as they are today where the customer lives. At a position or
/// an instant: by what was known then.
/// </summary>
internal sealed record ListAssignments(string CustomerId, DateOnly? On, PageRequest Page,
    AssignmentFilter? Filter = null) : IRequest<Page<AssignedPackage>>
{
    internal sealed class Handler(NpgsqlDataSource source, CustomerToday today)
        : IRequestHandler<ListAssignments, Page<AssignedPackage>>
    {
        private const string Sql = $"""
            {AssignmentRows.OnDate}
            WHERE a.customer_id = $2 AND a.assignment_id > $3
                AND ($6::text IS NULL OR a.package_id = $6) AND (NOT $7 OR a.did IS NULL)
                AND ($4 OR (NOT a.cancelled AND a.start_date <= $1 AND (a.end_date IS NULL OR a.end_date >= $1)))
            ORDER BY a.assignment_id LIMIT $5
            """;

        public async Task<Page<AssignedPackage>> Handle(ListAssignments request, CancellationToken cancellationToken)
        {
            var localToday = await today.Of(request.CustomerId, cancellationToken);
            var on = request.On ?? localToday;
            await using var command = source.CreateCommand(Sql);
            command.Parameters.AddValues(
                on, request.CustomerId, request.Page.After ?? "", request.On is null, request.Page.Limit + 1);
            command.Parameters.Add(
                new() { Value = request.Filter?.PackageId ?? (object)DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
            command.Parameters.Add(new() { Value = request.Filter?.WithoutDid ?? false });
            await using var rows = await command.ExecuteReaderAsync(cancellationToken);
            List<AssignedPackage> assignments = [];
            while (await rows.ReadAsync(cancellationToken)) assignments.Add(AssignmentRows.View(rows, on));
            return request.Page.Of(assignments, assignment => assignment.AssignmentId);
        }
    }

    internal static void Map(RouteGroupBuilder assignments) =>
        assignments.MapGet("", async (
            string customerId, string? on, string? knownAt, string? at, string? packageId, string? withoutDid,
            string? limit, string? after, IMediator mediator, CancellationToken ct) =>
        {
            var filter = AssignmentFilter.Read(packageId, withoutDid);
            return TypedResults.Ok(AsKnownAt.Read(knownAt, at, "at") is { } known
                ? await mediator.Send(new ListAssignmentsThen(
                    customerId, QueryText.Date("on", on), known, PageRequest.Read(limit, after), filter), ct)
                : await mediator.Send(new ListAssignments(
                    customerId, QueryText.Date("on", on), PageRequest.Read(limit, after), filter), ct));
        })
            .AllowRead().Deprecates("at", AsKnownAt.Name).WithName(nameof(ListAssignments))
            .WithSummary("Lists a customer's assignments, all or those active on a date, by now or as known at a "
                + "position or an instant.");
}

/// <summary>Which of a customer's assignments to list.</summary>
/// <param name="PackageId">Only those of this package; null for all.</param>
/// <param name="WithoutDid">Only those of the customer as a whole, on no DID.</param>
internal sealed record AssignmentFilter(string? PackageId, bool WithoutDid)
{
    /// <summary>Reads it as sent.</summary>
    public static AssignmentFilter Read(string? packageId, string? withoutDid) =>
        string.IsNullOrEmpty(packageId) || Identifiers.IsValid(packageId)
            ? new(string.IsNullOrEmpty(packageId) ? null : packageId, QueryText.Flag("withoutDid", withoutDid))
            : throw Problem.Malformed("packageId", "is not an id");

    public bool Has(PackageAssigned assigned) =>
        (PackageId is null || assigned.PackageId == PackageId) && (!WithoutDid || assigned.Did is null);
}
