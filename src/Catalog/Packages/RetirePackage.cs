namespace PackageBilling.Catalog;

/// <summary>Stops new assignments of a package and frees its names. Existing assignments go on (domain:
/// "The package").</summary>
internal sealed record RetirePackage(string PackageId) : IRequest<Retired>
{
    /// <summary>A repeat is no event, not an error.</summary>
    internal static PackageRetired? Decide(Package package) =>
        package.IsRetired ? null : new(package.Defined.PackageId);

    internal sealed class Handler(CommandLog log, RequestContext context) : IRequestHandler<RetirePackage, Retired>
    {
        public async Task<Retired> Handle(RetirePackage request, CancellationToken cancellationToken)
        {
            var (package, version) = await log.Load<Package>(
                Package.Stream(request.PackageId), Package.Evolve, cancellationToken);
            if (package is null) throw Problem.NotFound("packageId", "package", request.PackageId);
            context.EnsureSeen(version);
            List<StreamAppend> appends = [];
            if (Decide(package) is { } retired)
            {
                appends.Add(new(Package.Stream(request.PackageId), version, [retired]));
                foreach (var name in package.Names)
                {
                    var (_, nameVersion) = await log.Load<PackageName>(
                        PackageName.Stream(name), PackageName.Evolve, cancellationToken);
                    appends.Add(
                        new(PackageName.Stream(name), nameVersion, [new PackageNameReleased(name, request.PackageId)]));
                }
            }
            return await log.Commit(new Retired(request.PackageId), cancellationToken, appends);
        }
    }

    internal static void Map(RouteGroupBuilder packages) =>
        packages.MapPost("{packageId}/retire", async (string packageId, IMediator mediator, CancellationToken ct) =>
        {
            await mediator.Send(new RetirePackage(packageId), ct);
            return TypedResults.NoContent();
        })
        .AllowAdmin().TakesIfMatch().WithName(nameof(RetirePackage))
        .WithSummary("Stops new assignments of a package; existing ones go on.");
}

/// <summary>A package that takes no new assignments.</summary>
internal sealed record Retired(string PackageId);
