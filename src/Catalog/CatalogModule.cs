using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using PackageBilling.EventStore;
using PackageBilling.Foundation;

namespace PackageBilling.Catalog;

/// <summary>Package definitions and their revisions.</summary>
public static class CatalogModule
{
    /// <summary>The module's facts.</summary>
    public static readonly IReadOnlyList<Type> Events =
        [typeof(PackageDefined), typeof(PackageRevised), typeof(PackageRetired), typeof(PackageNameClaimed), typeof(PackageNameReleased)];

    /// <summary>Registers its handlers and its projection.</summary>
    public static IServiceCollection AddCatalog(this IServiceCollection services) => services.AddHandlers(typeof(CatalogModule).Assembly);

    /// <summary>Its part of the HTTP interface.</summary>
    public static void MapCatalog(this IEndpointRouteBuilder api)
    {
    }
}
