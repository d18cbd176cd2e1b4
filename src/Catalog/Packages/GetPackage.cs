namespace PackageBilling.Catalog;

/// <summary>Shows a package, retired or not, with the terms in effect on a date:
/// today in UTC when none is given.</summary>
internal sealed record GetPackage(string PackageId, DateOnly? On) : IRequest<Versioned<PackageView>>
{
    internal sealed class Handler(NpgsqlDataSource source, ReadBarrier barrier, TimeProvider clock)
        : IRequestHandler<GetPackage, Versioned<PackageView>>
    {
        public async Task<Versioned<PackageView>> Handle(GetPackage request, CancellationToken cancellationToken)
        {
            await barrier.Cover(CatalogProjection.ProjectionName, cancellationToken);
            await using var command = source.CreateCommand($"{PackageRows.OnDate} WHERE p.package_id = $2");
            command.Parameters.AddValues(request.On ?? TimeZones.UtcToday(clock.GetUtcNow()), request.PackageId);
            await using var rows = await command.ExecuteReaderAsync(cancellationToken);
            return await rows.ReadAsync(cancellationToken)
                ? new(PackageRows.View(rows), PackageRows.Version(rows))
                : throw Problem.NotFound("packageId", "package", request.PackageId);
        }
    }

    internal static void Map(RouteGroupBuilder packages) =>
        packages.MapGet("{packageId}", async (
            string packageId, string? on, IMediator mediator, HttpResponse response, CancellationToken ct) =>
            TypedResults.Ok(
                response.WithETag(await mediator.Send(new GetPackage(packageId, QueryText.Date("on", on)), ct))))
            .AllowRead().WithName(nameof(GetPackage)).WithSummary("Shows a package with its terms on a date.");
}
