namespace PackageBilling.Host;

/// <summary>All keys, those revoked too, in the order in which they were made.</summary>
internal sealed record ListKeys(PageRequest Page) : IRequest<Page<ListKeys.Row>>
{
    internal sealed record Row(
        string KeyId, string Name, string Role, DateTimeOffset Created, DateTimeOffset? LastUsed,
        DateTimeOffset? ExpiresAt, DateTimeOffset? Revoked);

    internal sealed class Handler(NpgsqlDataSource source) : IRequestHandler<ListKeys, Page<Row>>
    {
        public async Task<Page<Row>> Handle(ListKeys request, CancellationToken cancellationToken)
        {
            await using var command = source.CreateCommand("""
                SELECT key_id, name, role, created, last_used, expires, revoked FROM product.api_keys k
                WHERE $1 = '' OR (created, key_id) > (SELECT created, key_id FROM product.api_keys WHERE key_id = $1)
                ORDER BY created, key_id LIMIT $2
                """);
            command.Parameters.AddValues(request.Page.After ?? "", request.Page.Limit + 1);
            var rows = new List<Row>();
            await using var row = await command.ExecuteReaderAsync(cancellationToken);
            while (await row.ReadAsync(cancellationToken))
                rows.Add(new(row.GetString(0), row.GetString(1), row.GetString(2), row.GetFieldValue<DateTimeOffset>(3),
                    row.IsDBNull(4) ? null : row.GetFieldValue<DateTimeOffset>(4),
                    row.IsDBNull(5) ? null : row.GetFieldValue<DateTimeOffset>(5),
                    row.IsDBNull(6) ? null : row.GetFieldValue<DateTimeOffset>(6)));
            return request.Page.Of(rows, key => key.KeyId);
        }
    }

    internal static void Map(RouteGroupBuilder keys) => keys
        .MapGet("", async (string? limit, string? after, IMediator mediator, CancellationToken ct) =>
            TypedResults.Ok(await mediator.Send(new ListKeys(PageRequest.Read(limit, after)), ct)))
        .AllowAdmin().WithName(nameof(ListKeys)).WithSummary("All keys, without their secrets");
}
