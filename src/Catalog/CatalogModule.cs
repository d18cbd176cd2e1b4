using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace PackageBilling.Catalog;

/// <summary>Package definitions and their revisions.</summary>
public static class CatalogModule
{
    /// <summary>The module's facts.</summary>
    public static readonly IReadOnlyList<Type> Events =
        [typeof(PackageDefined), typeof(PackageRevised), typeof(PackageRetired), typeof(PackageNameClaimed),
            typeof(PackageNameReleased)];

    /// <summary>Registers its handlers and its projection. The configuration's <c>PlatformFeatures</c>
    /// are read once.</summary>
    public static IServiceCollection AddCatalog(this IServiceCollection services) => services
        .AddHandlers(typeof(CatalogModule).Assembly)
        .AddSingleton(provider => PlatformFeatures.Read(provider.GetRequiredService<IConfiguration>()))
        .AddScoped<DefinePackage.Validator>()
        .AddScoped<IImport, ImportPackages>()
        .AddSubscription<CatalogProjection>();

    /// <summary>Gives many packages new prices, all or none; the host puts the effect beside it.</summary>
    /// <param name="mediator">Sends the command.</param>
    /// <param name="repricing">Which packages, and how their prices change.</param>
    /// <param name="simulate">Whether nothing is to be written.</param>
    /// <param name="reason">Why.</param>
    /// <param name="ct">Cancels.</param>
    /// <exception cref="ProblemException">No package fits, or a price can't be changed so.</exception>
    public static Task<RepriceReport> Reprice(
        IMediator mediator, Repricing repricing, bool simulate, string? reason, CancellationToken ct) =>
        mediator.Send(new RepricePackages(repricing, simulate, reason), ct);

    /// <summary>Its part of the HTTP interface.</summary>
    /// <param name="api">The routes under <c>/api</c>.</param>
    public static void MapCatalog(this IEndpointRouteBuilder api)
    {
        var packages = api.MapGroup("packages").WithTags("Catalog");
        DefinePackage.Map(packages);
        RevisePackage.Map(packages);
        RetirePackage.Map(packages);
        ListPackages.Map(packages);
        GetPackage.Map(packages);
        GetPackageHistory.Map(packages);
        ListPlatformFeatures.Map(api);
    }
}
