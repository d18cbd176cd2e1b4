using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using PackageBilling.EventStore;
using PackageBilling.Foundation;

namespace PackageBilling.Subscriptions;

/// <summary>Customers, their assignments and their DIDs.</summary>
public static class SubscriptionsModule
{
    /// <summary>The module's facts.</summary>
    public static readonly IReadOnlyList<Type> Events =
    [
        typeof(CustomerRegistered), typeof(CustomerRenamed), typeof(CustomerCreditLimitChanged), typeof(CustomerTimeZoneChanged),
        typeof(PackageAssigned), typeof(AssignmentChanged), typeof(AssignmentEnded), typeof(AssignmentCancelled),
        typeof(DidAssigned), typeof(DidReleased), typeof(PlatformFeatureEnabled), typeof(PlatformFeatureDisabled),
    ];

    /// <summary>Registers its handlers and its projection.</summary>
    public static IServiceCollection AddSubscriptions(this IServiceCollection services) => services.AddHandlers(typeof(SubscriptionsModule).Assembly);

    /// <summary>Its part of the HTTP interface.</summary>
    public static void MapSubscriptions(this IEndpointRouteBuilder api)
    {
    }
}
