namespace PackageBilling.Catalog;

/// <summary>Lists the platform features that a package may name.</summary>
internal sealed record ListPlatformFeatures : IRequest<IReadOnlyList<ConfiguredFeature>>
{
    internal sealed class Handler(PlatformFeatures features)
        : IRequestHandler<ListPlatformFeatures, IReadOnlyList<ConfiguredFeature>>
    {
        public Task<IReadOnlyList<ConfiguredFeature>> Handle(
            ListPlatformFeatures request, CancellationToken cancellationToken) =>
            Task.FromResult<IReadOnlyList<ConfiguredFeature>>(
                [.. features.Codes.Select(code => new ConfiguredFeature(code))]);
    }

    internal static void Map(IEndpointRouteBuilder api) =>
        api.MapGet("platform-features", async (IMediator mediator, CancellationToken ct) =>
            TypedResults.Ok(await mediator.Send(new ListPlatformFeatures(), ct)))
            .AllowRead()
            .WithName(nameof(ListPlatformFeatures))
            .WithSummary("The platform features that a package may name.").WithTags("Catalog");
}
