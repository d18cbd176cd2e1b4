namespace PackageBilling.Subscriptions;

/// <summary>Lists who has, had and will have a DID, in the order of assignment ids;
/// cancelled assignments never had it.</summary>
internal sealed record GetDid(string Did, PageRequest Page) : IRequest<Page<DidUse>>
{
    internal sealed class Handler(NpgsqlDataSource source, ReadBarrier barrier) : IRequestHandler<GetDid, Page<DidUse>>
    {
        private const string Sql = """
            SELECT assignment_id, customer_id, package_id, start_date, end_date FROM subscriptions.assignments
            WHERE did = $1 AND assignment_id > $2 AND NOT cancelled
            ORDER BY assignment_id LIMIT $3
            """;

        public async Task<Page<DidUse>> Handle(GetDid request, CancellationToken cancellationToken)
        {
            var number = PhoneNumbers.Did(request.Did) ?? throw Problem.NotFound("did", "DID", request.Did);
            await barrier.Cover(SubscriptionsProjection.ProjectionName, cancellationToken);
            if (!await IsKnown(number, cancellationToken)) throw Problem.NotFound("did", "DID", request.Did);
            await using var command = source.CreateCommand(Sql);
            command.Parameters.AddValues(number, request.Page.After ?? "", request.Page.Limit + 1);
            await using var rows = await command.ExecuteReaderAsync(cancellationToken);
            List<DidUse> uses = [];
            while (await rows.ReadAsync(cancellationToken))
                uses.Add(new(rows.GetString(0), rows.GetString(1), rows.GetString(2), rows.GetFieldValue<DateOnly>(3),
                    rows.GetFieldValue<DateOnly?>(4)));
            return request.Page.Of(uses, use => use.AssignmentId);
        }

        private async Task<bool> IsKnown(string number, CancellationToken ct)
        {
            await using var command = source.CreateCommand(
                "SELECT EXISTS (SELECT FROM subscriptions.assignments WHERE did = $1)");
            command.Parameters.Add(new() { Value = number });
            return (bool)(await command.ExecuteScalarAsync(ct))!;
        }
    }

    internal static void Map(RouteGroupBuilder dids) =>
        dids.MapGet("{did}", async (
            string did, string? limit, string? after, IMediator mediator, CancellationToken ct) =>
            TypedResults.Ok(await mediator.Send(new GetDid(did, PageRequest.Read(limit, after)), ct)))
            .AllowRead().WithName(nameof(GetDid))
            .WithSummary("Lists the assignments on a DID, past, present and future.");
}
