namespace PackageBilling.Catalog;

/// <summary>Lists packages in the order of their ids, with the terms in effect on a date:
/// today in UTC when none is given. A search finds a part of
/// the id or of the name on that date, whatever its case and accents.</summary>
internal sealed record ListPackages(string? Search, bool IncludeRetired, DateOnly? On, PageRequest Page)
    : IRequest<Page<PackageView>>
{
    internal sealed class Handler(NpgsqlDataSource source, ReadBarrier barrier, TimeProvider clock)
        : IRequestHandler<ListPackages, Page<PackageView>>
    {
        private const string Sql = $"""
            {PackageRows.OnDate}
            WHERE p.package_id > $2 AND (NOT p.retired OR $3)
                AND ($4 = '' OR strpos(h.search_key, $4) > 0 OR strpos(lower(p.package_id), $4) > 0)
            ORDER BY p.package_id LIMIT $5
            """;

        public async Task<Page<PackageView>> Handle(ListPackages request, CancellationToken cancellationToken)
        {
            await barrier.Cover(CatalogProjection.ProjectionName, cancellationToken);
            await using var command = source.CreateCommand(Sql);
            command.Parameters.AddValues(
                request.On ?? TimeZones.UtcToday(clock.GetUtcNow()), request.Page.After ?? "", request.IncludeRetired,
                SearchText.Fold(request.Search ?? ""), request.Page.Limit + 1);
            await using var rows = await command.ExecuteReaderAsync(cancellationToken);
            List<PackageView> packages = [];
            while (await rows.ReadAsync(cancellationToken)) packages.Add(PackageRows.View(rows));
            return request.Page.Of(packages, package => package.PackageId);
        }
    }

    internal static void Map(RouteGroupBuilder packages) =>
        packages.MapGet("", async (
            string? search, string? includeRetired, string? on, string? limit, string? after, IMediator mediator,
            CancellationToken ct) =>
            TypedResults.Ok(await mediator.Send(new ListPackages(
                QueryText.Search("search", search), QueryText.Flag("includeRetired", includeRetired),
                QueryText.Date("on", on), PageRequest.Read(limit, after)), ct)))
            .AllowRead().WithName(nameof(ListPackages)).WithSummary("Lists packages with their terms on a date.");
}
