namespace PackageBilling.Subscriptions;

/// <summary>
/// Lists a customer's assignments as they were known at a position of the log or at an instant, in the order of their
/// ids; otherwise like <see cref="ListAssignments"/>. Each is folded from its own stream.
/// </summary>
internal sealed record ListAssignmentsThen(
    string CustomerId, DateOnly? On, AsKnownAt KnownAt, PageRequest Page, AssignmentFilter? Filter = null)
    : IRequest<Page<AssignedPackage>>
{
    internal sealed class Handler(NpgsqlDataSource source, CustomerToday today, IEventLog log, TimeProvider clock)
        : IRequestHandler<ListAssignmentsThen, Page<AssignedPackage>>
    {
        public async Task<Page<AssignedPackage>> Handle(
            ListAssignmentsThen request, CancellationToken cancellationToken)
        {
            var position = await request.KnownAt.Resolve(log, clock, cancellationToken);
            var localToday = await today.Of(request.CustomerId, cancellationToken);
            var on = request.On ?? localToday;
            if (await log.ReadStream(Customer.Stream(request.CustomerId), 0, 1,
                cancellationToken) is not [{ } registered] || registered.Position > position)
                throw Problem.NotFound("customerId", "customer known then", request.CustomerId);
            var (assignments, after, asked) =
                (new List<AssignedPackage>(), request.Page.After ?? "", request.Page.Limit + 1);
            while (assignments.Count < asked)
            {
                var ids = await Ids(request.CustomerId, position, after, asked, cancellationToken);
                foreach (var assignment in await Folded(ids, position, cancellationToken))
                    if (request.Filter?.Has(assignment.Assigned) != false
                        && (request.On is null || AssignmentView.Of(assignment, on).Status is AssignmentStatus.Active
                            or AssignmentStatus.Paused))
                        assignments.Add(await Shown(assignment, on, position, cancellationToken));
                if (ids.Count < asked) break;
                after = ids[^1];
            }
            return request.Page.Of([.. assignments.Take(asked)], assignment => assignment.AssignmentId);
        }

        private async Task<List<string>> Ids(
            string customerId, long position, string after, int limit, CancellationToken ct)
        {
            await using var command = source.CreateCommand("""
                SELECT assignment_id FROM subscriptions.assignments
                WHERE customer_id = $1 AND assignment_id > $2 AND position <= $3 ORDER BY assignment_id LIMIT $4
                """);
            command.Parameters.AddValues(customerId, after, position, limit);
            await using var rows = await command.ExecuteReaderAsync(ct);
            var ids = new List<string>();
            while (await rows.ReadAsync(ct)) ids.Add(rows.GetString(0));
            return ids;
        }

        private async Task<List<Assignment>> Folded(List<string> ids, long position, CancellationToken ct)
        {
            var streams = await log.ReadStreams([.. ids.Select(Assignment.Stream)], ct);
            var assignments = new List<Assignment>();
            foreach (var id in ids)
                if (streams[Assignment.Stream(id)].TakeWhile(stored => stored.Position <= position)
                    .Aggregate((Assignment?)null, (state, stored) => Assignment.Evolve(state, stored.Data))
                    is { } assignment)
                    assignments.Add(assignment);
            return assignments;
        }

        private async Task<AssignedPackage> Shown(
            Assignment assignment, DateOnly on, long position, CancellationToken ct)
        {
            await using var command = source.CreateCommand($"""
                SELECT p.currency, r.name FROM subscriptions.packages p
                LEFT JOIN LATERAL (
                    SELECT name FROM subscriptions.package_revisions
                    WHERE package_id = p.package_id AND position <= $2 AND effective_from <= $3
                    {InEffect.NewestFirst}) r ON true
                WHERE p.package_id = $1
                """);
            command.Parameters.AddValues(
                assignment.Assigned.PackageId, position, assignment.EndDate < on ? assignment.EndDate.Value : on);
            await using var row = await command.ExecuteReaderAsync(ct);
            var found = await row.ReadAsync(ct);
            return new(AssignmentView.Of(assignment, on))
            {
                Currency = found && !row.IsDBNull(0) ? row.GetString(0) : null,
                PackageName = found && !row.IsDBNull(1) ? row.GetString(1) : null,
            };
        }
    }
}
